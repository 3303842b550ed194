package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.ReplyText;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The topology's processors over stores that are given, following a {@link GoldenLog}. */
final class GoldenReplay implements OwnershipListener {
  private static final HexFormat HEX = HexFormat.of();

  private final MockProcessorContext<byte[], LoggedCommand> decoding = new MockProcessorContext<>();
  private final MockProcessorContext<Void, Void> queues = new MockProcessorContext<>();
  private final MockProcessorContext<byte[], byte[]> catalog = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, byte[]> queueState;
  private final KeyValueStore<String, byte[]> catalogState;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CommandDecoder decoder;
  private final QueueProcessor queueProcessor;
  private final CatalogProcessor catalogProcessor;
  private final List<String> lines = new ArrayList<>();
  private long position;
  private Rules inForce;

  /**
   * @param state lines of state to begin with
   * @param position of the next record
   */
  GoldenReplay(List<String> state, long position) {
    this.position = position;
    queueState = store(queues, QueueProcessor.STORE, Serdes.Bytes());
    catalogState = store(catalog, CatalogProcessor.STORE, Serdes.String());
    state.forEach(this::load);
    SkippedRecords skipped = new SkippedRecords(meters);
    decoder = new CommandDecoder(new CommandPartitions(1), skipped);
    decoder.init(decoding);
    queueProcessor = new QueueProcessor(this::answered, this, skipped, Rules.NEWEST);
    queueProcessor.init(queues);
    catalogProcessor = new CatalogProcessor(this::answered, skipped, Rules.NEWEST);
    catalogProcessor.init(catalog);
    // Of dead letters that are not moved yet a successor is told again; that is not of the log.
    lines.clear();
  }

  /** Follows these lines of input; with what they led to. */
  List<String> follow(List<String> inputs) {
    for (String line : inputs) {
      lines.add(line);
      if (line.startsWith("@")) {
        lines.addAll(state());
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        follow(GoldenLog.text(line).getBytes(UTF_8), GoldenLog.time(line));
      }
    }
    return lines;
  }

  /** The rules that are in force at the end. */
  Rules inForce() {
    return inForce;
  }

  private void follow(byte[] value, long time) {
    double skippedBefore = skipped();
    decoding.setRecordMetadata("cmq.commands", 0, position);
    queues.setRecordMetadata("cmq.commands", 0, position);
    catalog.setRecordMetadata("cmq.commands", 0, position);
    position++;
    decoder.process(new Record<>(new byte[0], value, time));
    for (MockProcessorContext.CapturedForward<?, ? extends LoggedCommand> one :
        decoding.forwarded()) {
      Record<byte[], LoggedCommand> command = new Record<>(value, one.record().value(), time);
      queueProcessor.process(command);
      catalogProcessor.process(command);
    }
    decoding.resetForwards();
    if (skipped() > skippedBefore) {
      lines.add("  skipped");
    }
    catalog.forwarded().forEach(one -> published(one.record()));
    catalog.resetForwards();
  }

  private void answered(Origin to, Reply reply) {
    // As the router of replies has it.
    if (to.request() > 0) {
      lines.add("  reply " + to.instance() + " " + ReplyText.of(to.request(), reply));
    }
  }

  private void published(Record<? extends byte[], ? extends byte[]> record) {
    String value = record.value() == null ? "-" : new String(record.value(), UTF_8);
    lines.add("  catalog " + new String(record.key(), UTF_8) + " " + value);
  }

  private double skipped() {
    return meters.find("cmq.skipped.records").counters().stream().mapToDouble(Counter::count).sum();
  }

  private List<String> state() {
    List<String> state = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = queueState.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> one = all.next();
        state.add(
            "  queue-state %s %s %s"
                .formatted(
                    HEX.formatHex(one.key.get()), HEX.formatHex(one.value), describe(one.key)));
      }
    }
    try (KeyValueIterator<String, byte[]> all = catalogState.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        String value =
            one.key.equals(StreamsCatalogStore.PROGRESS)
                ? HEX.formatHex(one.value)
                : new String(one.value, UTF_8);
        state.add("  catalog-state " + one.key + " " + value);
      }
    }
    return state;
  }

  private static String describe(Bytes key) {
    if (key.equals(QueueStateKey.PROGRESS)) {
      return "progress";
    }
    if (key.equals(QueueStateKey.RULES)) {
      return "rules";
    }
    QueueStateKey of = QueueStateKey.of(key);
    return "%s/%d %s%s %d"
        .formatted(
            of.partition().queueId(),
            of.partition().partition(),
            of.kind(),
            of.name().isEmpty() ? "" : " " + of.name(),
            of.number());
  }

  private void load(String line) {
    String[] parts = line.strip().split(" ", 3);
    if (parts[0].equals("queue-state")) {
      queueState.put(Bytes.wrap(HEX.parseHex(parts[1])), HEX.parseHex(parts[2].split(" ")[0]));
    } else {
      catalogState.put(
          parts[1],
          parts[1].equals(StreamsCatalogStore.PROGRESS)
              ? HEX.parseHex(parts[2])
              : parts[2].getBytes(UTF_8));
    }
  }

  private static <K> KeyValueStore<K, byte[]> store(
      MockProcessorContext<?, ?> context, String name, Serde<K> keys) {
    KeyValueStore<K, byte[]> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    return store;
  }

  @Override
  public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {}

  @Override
  public void decidesBy(int commandsPartition, Rules rules) {
    inForce = Objects.requireNonNull(rules);
  }

  @Override
  public void advanced(int commandsPartition, long nextWake) {}

  @Override
  public void died(int commandsPartition, List<DeadLetter> letters) {
    letters.forEach(
        letter ->
            lines.add(
                "  dead %s/%d %d number %d%s"
                    .formatted(
                        letter.partition().queueId(),
                        letter.partition().partition(),
                        letter.offset(),
                        letter.number(),
                        letter.target() == null ? "" : " to " + letter.target())));
  }

  @Override
  public void closed(int commandsPartition) {}
}
