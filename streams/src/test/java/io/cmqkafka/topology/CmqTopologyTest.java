package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.view.CatalogJson;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CmqTopologyTest {
  private static final KafkaTopics TOPICS = new KafkaTopics("cmq.");
  private static final QueuePartition QUEUE = new QueuePartition("queue-1", 0);
  private static final long START = 1_700_000_000_000L;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Process> processes = new ArrayList<>();
  private final Process process = new Process();
  private long request;

  /** One process: the topology, and what it answers and tells. */
  private final class Process implements OwnershipListener {
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> commands;
    final TestOutputTopic<byte[], byte[]> catalog;
    final List<Map.Entry<Long, Reply>> replies = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    Map<QueuePartition, Long> ends;
    long nextWake;
    Map<QueuePartition, List<Origin>> waiting;

    Process() {
      this(new CommandPartitions(1));
    }

    Process(CommandPartitions partitions) {
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, TOPICS.queuesApplication());
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
      driver =
          new TopologyTestDriver(
              CmqTopology.of(
                  TOPICS,
                  partitions,
                  (to, reply) -> replies.add(Map.entry(to.request(), reply)),
                  this,
                  new SkippedRecords(meters),
                  new StateSize(),
                  Rules.NEWEST),
              properties);
      commands =
          driver.createInputTopic(
              TOPICS.commands(), new ByteArraySerializer(), new ByteArraySerializer());
      catalog =
          driver.createOutputTopic(
              TOPICS.catalog(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      processes.add(this);
    }

    @Override
    public void opened(int commandsPartition, Map<QueuePartition, Long> newEnds) {
      told.add("opened");
      ends = newEnds;
    }

    @Override
    public void advanced(int commandsPartition, long newNextWake) {
      told.add("advanced");
      nextWake = newNextWake;
    }

    @Override
    public void died(int commandsPartition, List<DeadLetter> newLetters) {
      letters.addAll(newLetters);
    }

    @Override
    public void parkedReceives(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {
      waiting = receives;
    }

    @Override
    public void closed(int commandsPartition) {
      told.add("closed");
    }

    void append(byte[] value, long timestamp) {
      commands.pipeInput(new TestRecord<>(new byte[0], value, null, timestamp));
    }

    /** What was written to an output or changelog topic since it was read last. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
      if (!driver.producedTopicNames().contains(topic)) {
        return List.of();
      }
      return driver
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .stream()
          .map(one -> record(topic, one))
          .toList();
    }

    private static ConsumerRecord<byte[], byte[]> record(
        String topic, TestRecord<byte[], byte[]> one) {
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(topic, 0, 0, one.key(), one.value());
      one.headers().forEach(record.headers()::add);
      return record;
    }

    Reply lastReply() {
      return replies.get(replies.size() - 1).getValue();
    }

    Map<Bytes, String> state() {
      KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(QueueProcessor.STORE);
      Map<Bytes, String> state = new java.util.TreeMap<>();
      try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<Bytes, byte[]> one = all.next();
          state.put(one.key, java.util.HexFormat.of().formatHex(one.value));
        }
      }
      return state;
    }
  }

  @AfterEach
  void close() {
    processes.forEach(one -> one.driver.close());
  }

  @Test
  void queueCommandsAreAnswered() {
    assertThat(ask(arrived(0, 2), START)).isEqualTo(new Reply.KnownUpTo(2));
    Reply.Granted granted = (Reply.Granted) ask(receive(16, 0), START + 1);
    assertThat(granted.grants())
        .containsExactly(
            new Grant(0, 0, 1, START + 30_001, START + 1),
            new Grant(1, 1, 1, START + 30_001, START + 1));
    assertThat(ask(receive(1, 0), START + 2)).isEqualTo(new Reply.NoMessage());
    List<Lease> leases = granted.grants().stream().map(Grant::lease).toList();
    assertThat(ask(new QueueCommand.Delete(leases), START + 3))
        .isEqualTo(new Reply.Deleted(List.of(true, true)));
    assertThat(ask(new QueueCommand.Delete(leases), START + 4))
        .isEqualTo(new Reply.Deleted(List.of(false, false)));
  }

  /** By that it is told, if Kafka forgets to end a transaction, whether it was committed. */
  @Test
  void whateverIsWrittenNamesTheCommandsPosition() {
    ask(create("orders", "id-1"), START);
    assertThat(commandsNamed(0)).containsExactly("catalog-state");
    ask(arrived(0, 2), START);
    assertThat(commandsNamed(1)).containsExactly("queue-state");
    Reply.Granted granted = (Reply.Granted) ask(receive(16, 0), START + 1);
    assertThat(commandsNamed(2)).containsExactly("queue-state");
    ask(new QueueCommand.Delete(granted.grants().stream().map(Grant::lease).toList()), START + 2);
    assertThat(commandsNamed(3)).containsExactly("queue-state");
    tick(START + 3);
    assertThat(commandsNamed(4)).containsExactly("queue-state");
  }

  /** The stores and topics that something was written to, all of it naming this command only. */
  private List<String> commandsNamed(long position) {
    List<String> written = new ArrayList<>();
    CmqStreams.commandsOf(TOPICS)
        .forEach(
            (topic, commandOf) -> {
              List<Long> named =
                  process.read(topic).stream()
                      .map(commandOf)
                      .flatMapToLong(OptionalLong::stream)
                      .boxed()
                      .toList();
              if (!named.isEmpty()) {
                assertThat(named).as(topic).containsOnly(position);
                written.add(topic.replace("cmq.queues-", "").replace("-changelog", ""));
              }
            });
    return written;
  }

  @Test
  void theListenerIsToldOfDeadLetters() {
    ask(arrived(0, 2), START);
    append(new QueueCommand.Receive(1, 30, 0, 0, 9, 1, false), START);
    assertThat(process.letters).isEmpty();
    assertThat(process.nextWake).isEqualTo(START + 30);

    tick(START + 30);

    assertThat(process.letters)
        .containsExactly(
            new DeadLetter(QUEUE, 0, 0, null, new Death(Death.Cause.RECEIVED_TOO_OFTEN, 1)));
  }

  @Test
  void theListenerIsTold() {
    assertThat(process.told).containsExactly("opened", "advanced");
    assertThat(process.ends).isEmpty();
    ask(arrived(0, 2), START);
    assertThat(process.told).containsExactly("opened", "advanced", "advanced");
    process.driver.close();
    processes.remove(process);
    assertThat(process.told).endsWith("closed");
  }

  @Test
  void aTickEndsTheWaitOfAParkedReceive() {
    ask(arrived(0, 0), START);
    int before = process.replies.size();
    append(receive(1, 5_000), START);
    assertThat(process.replies).hasSize(before);
    assertThat(process.nextWake).isEqualTo(START + 5_000);
    tick(START + 4_999);
    assertThat(process.replies).hasSize(before);
    tick(START + 5_000);
    assertThat(process.lastReply()).isEqualTo(new Reply.NoMessage());
    assertThat(process.nextWake).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tellsNowAndThenAndAtTheBeginningWhoWaits() {
    ask(arrived(0, 0), START);
    append(receive(1, 5_000), START);
    process.driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(process.waiting).isEqualTo(Map.of(QUEUE, List.of(new Origin("me", request))));
    tick(START + 5_000);
    process.driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(process.waiting).isEmpty();
  }

  @Test
  void aTickGivesWhatCameBackToWhoWaits() {
    ask(arrived(0, 1), START);
    ask(receive(1, 0), START);
    append(receive(1, 60_000), START + 1);
    tick(process.nextWake);
    assertThat(process.lastReply())
        .isEqualTo(new Reply.Granted(List.of(new Grant(0, 1, 2, START + 30_000 + 30_000, START))));
  }

  @Test
  void garbageIsSkippedAndCounted_andWhatComesAfterItIsNot() {
    ask(arrived(0, 1), START);
    List<String> garbage =
        List.of(
            "",
            "nonsense",
            "{\"command\":\"Receive\"}",
            "{\"command\":\"CreateQueue\",\"instance\":\"i\",\"request\":1,\"catalog\":null}",
            "{\"command\":\"DropQueue\",\"instance\":\"i\",\"request\":1,\"catalog\":{}}");
    garbage.forEach(text -> process.append(text.getBytes(UTF_8), START));
    process.append(null, START);
    process.append(new byte[2 << 20], START);
    assertThat(((Reply.Granted) ask(receive(1, 0), START)).grants()).hasSize(1);
    assertThat(meters.counter("cmq.skipped.records", "topic", TOPICS.commands()).count())
        .isEqualTo(garbage.size() + 2);
  }

  @Test
  void aCommandThatAnotherPartitionDecidesAboutIsSkippedAndCounted() {
    Process ofEight = new Process(new CommandPartitions(8));
    for (int p = 0; p < 8; p++) {
      QueuePartition target = new QueuePartition("queue-1", p);
      ofEight.append(
          CommandJson.encode(
              new LoggedCommand.ForQueue(target, new Origin("me", p), arrived(0, 1))),
          START);
    }
    double skipped = meters.counter("cmq.skipped.records", "topic", TOPICS.commands()).count();
    assertThat(skipped).isPositive();
    assertThat(ofEight.replies).hasSize(8 - (int) skipped);
  }

  @Test
  void theCatalogIsPublishedWithItsVersion() throws Exception {
    process.append("nonsense".getBytes(UTF_8), START);
    assertThat(ask(create("Orders", "queue-1"), START)).isEqualTo(new Reply.Stored(1));
    assertThat(ask(create("ORDERS", "queue-2"), START))
        .isEqualTo(new Reply.Refused(Refusal.QUEUE_EXISTS));
    assertThat(ask(new CatalogCommand.DropQueue("Orders", "queue-1"), START))
        .isEqualTo(new Reply.Stored(3));
    assertThat(ask(new CatalogCommand.ReleaseName("Orders", "queue-1", null), START))
        .isEqualTo(new Reply.Stored(4));
    assertThat(ask(new CatalogCommand.ReleaseName("Orders", "queue-1", null), START))
        .isEqualTo(new Reply.Stored(-1));

    List<TestRecord<byte[], byte[]>> published = process.catalog.readRecordsToList();
    assertThat(published)
        .extracting(record -> new String(record.key(), UTF_8))
        .containsExactly("queue/orders", "queue/orders", "queue/orders");
    assertThat(published)
        .extracting(
            record ->
                new String(record.headers().lastHeader(CatalogView.VERSION_HEADER).value(), UTF_8))
        .containsExactly("1", "3", "4");
    CatalogJson.Versioned first = CatalogJson.decode(published.get(0).value());
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.entry()).isInstanceOf(QueueDefinition.class);
    assertThat(CatalogJson.decode(published.get(1).value()).entry())
        .isInstanceOf(ReleasedName.class);
    assertThat(published.get(2).value()).isNull();
  }

  @Test
  void aReplayTakesTheSameDecisions() {
    List<Map.Entry<byte[], Long>> log = randomLog(4, 2_000);
    log.forEach(one -> process.append(one.getKey(), one.getValue()));
    Process successor = new Process();
    log.forEach(one -> successor.append(one.getKey(), one.getValue()));
    assertThat(process.replies).isNotEmpty();
    assertThat(successor.replies).isEqualTo(process.replies);
    assertThat(successor.state()).isEqualTo(process.state());
    assertThat(successor.catalog.getQueueSize()).isEqualTo(process.catalog.getQueueSize());
  }

  @Test
  void stateDoesNotRemainOfWhatIsOver() {
    ask(arrived(0, 100), START);
    int atRest = process.state().size();
    for (int round = 0; round < 10; round++) {
      Reply.Granted granted = (Reply.Granted) ask(receive(10, 0), START);
      ask(new QueueCommand.Delete(granted.grants().stream().map(Grant::lease).toList()), START);
    }
    assertThat(process.state()).hasSize(atRest);
    append(new QueueCommand.Drop(), START);
    assertThat(process.state()).containsOnlyKeys(QueueStateKey.PROGRESS);
  }

  private List<Map.Entry<byte[], Long>> randomLog(int seed, int length) {
    Random random = new Random(seed);
    List<Map.Entry<byte[], Long>> log = new ArrayList<>();
    long now = START;
    long end = 0;
    for (int i = 0; i < length; i++) {
      now += random.nextInt(5_000);
      switch (random.nextInt(7)) {
        case 0 -> log.add(Map.entry("garbage".getBytes(UTF_8), now));
        case 1 -> log.add(Map.entry(CommandJson.encode(new LoggedCommand.Tick()), now));
        case 2 -> {
          long to = end + random.nextInt(4);
          log.add(Map.entry(encode(arrived(end, to)), now));
          end = to;
        }
        case 3 -> log.add(Map.entry(encode(create("name" + i % 7, "queue-" + i)), now));
        case 4 -> {
          Lease lease = new Lease(random.nextInt(20), random.nextInt(20), now);
          log.add(Map.entry(encode(new QueueCommand.Delete(List.of(lease))), now));
        }
        default ->
            log.add(
                Map.entry(
                    encode(receive(1 + random.nextInt(16), random.nextInt(2) * 9_000L)), now));
      }
    }
    return log;
  }

  private Reply ask(QueueCommand command, long timestamp) {
    append(command, timestamp);
    assertThat(process.replies.get(process.replies.size() - 1).getKey()).isEqualTo(request);
    return process.lastReply();
  }

  private Reply ask(CatalogCommand command, long timestamp) {
    process.append(encode(command), timestamp);
    assertThat(process.replies.get(process.replies.size() - 1).getKey()).isEqualTo(request);
    return process.lastReply();
  }

  private void append(QueueCommand command, long timestamp) {
    process.append(encode(command), timestamp);
  }

  private void tick(long timestamp) {
    process.append(CommandJson.encode(new LoggedCommand.Tick()), timestamp);
  }

  private byte[] encode(QueueCommand command) {
    return CommandJson.encode(
        new LoggedCommand.ForQueue(QUEUE, new Origin("me", ++request), command));
  }

  private byte[] encode(CatalogCommand command) {
    return CommandJson.encode(new LoggedCommand.ForCatalog(new Origin("me", ++request), command));
  }

  private static QueueCommand arrived(long from, long to) {
    return new QueueCommand.Arrived(from, to, List.of(), List.of());
  }

  private static QueueCommand receive(int max, long waitMs) {
    return new QueueCommand.Receive(max, 30_000, waitMs, 0, 1_000);
  }

  private static CatalogCommand create(String name, String id) {
    return new CatalogCommand.CreateQueue(
        name, id, "cmq.queue." + name, "x", false, List.of(0L), QueueAttributes.DEFAULTS, 100);
  }
}
