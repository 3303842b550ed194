package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.RulesInForce;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import io.cmqkafka.view.CatalogJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the topology does about versions of the rules, with some that no build knows yet. */
class RulesInForceTest {
  private static final KafkaTopics TOPICS = new KafkaTopics("cmq.");
  private static final Rules SECOND = new Rules(2);
  private static final Rules THIRD = new Rules(3);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void close() {
    processes.forEach(one -> one.driver.close());
  }

  @Test
  void theFirstAreInForceAsLongAsNothingElseIsSaid_andNothingIsKeptOfThem() {
    Process process = new Process(THIRD);
    process.append(arrived(0, 2));
    assertThat(process.told).containsExactly(Rules.FIRST);
    assertThat(process.state()).doesNotContainKey(QueueStateKey.RULES.toString());
    assertThat(process.published()).isEmpty();
  }

  @Test
  void newerOnesComeIntoForce_andOlderOnesNeverAgain() {
    Process process = new Process(THIRD);
    process.append(new LoggedCommand.PutInForce(SECOND));
    process.append(new LoggedCommand.PutInForce(THIRD));
    process.append(new LoggedCommand.PutInForce(SECOND));
    process.append(new LoggedCommand.PutInForce(Rules.FIRST));
    assertThat(process.told).containsExactly(Rules.FIRST, SECOND, THIRD, THIRD, THIRD);
    assertThat(process.state()).containsEntry(QueueStateKey.RULES.toString(), "00000003");
  }

  @Test
  void everyProcessIsToldByTheCatalog_ofEachChangeOnce() throws Exception {
    Process process = new Process(THIRD);
    process.append(new LoggedCommand.PutInForce(SECOND));
    process.append(new LoggedCommand.PutInForce(SECOND));
    process.append(new LoggedCommand.PutInForce(THIRD));
    List<TestRecord<byte[], byte[]>> published = process.published();
    assertThat(published)
        .extracting(one -> new String(one.key(), UTF_8))
        .containsExactly(RulesInForce.KEY, RulesInForce.KEY);
    assertThat(CatalogJson.decode(published.get(0).value()))
        .isEqualTo(new CatalogJson.Versioned(0, new RulesInForce(2)));
    assertThat(CatalogJson.decode(published.get(1).value()))
        .isEqualTo(new CatalogJson.Versioned(2, new RulesInForce(3)));
    assertThat(process.replies).isEmpty();
  }

  @Test
  void aReplayChangesThemAtTheSameCommand() {
    List<LoggedCommand> log =
        List.of(
            arrived(0, 2),
            new LoggedCommand.PutInForce(SECOND),
            arrived(2, 3),
            new LoggedCommand.Tick());
    Process process = new Process(SECOND);
    Process successor = new Process(THIRD);
    for (LoggedCommand command : log) {
      process.append(command);
      successor.append(command);
      assertThat(successor.state()).isEqualTo(process.state());
    }
    assertThat(successor.told).isEqualTo(process.told);
    assertThat(successor.replies).isEqualTo(process.replies);
  }

  @Test
  void whoDoesNotKnowThemStops_withASentence_andDecidesAboutNothingFromThereOn() {
    Process process = new Process(SECOND);
    process.append(arrived(0, 2));
    Map<String, String> before = process.state();
    List<Reply> answered = List.copyOf(process.replies);

    assertThatThrownBy(() -> process.append(new LoggedCommand.PutInForce(THIRD)))
        .hasRootCauseInstanceOf(UnknownRulesException.class)
        .hasRootCauseMessage(
            "Rules of version 3 are in force on this cluster, and this program knows them up to"
                + " version 2: run a program that knows version 3 (see \"Upgrade\" in"
                + " docs/OPERATIONS.md).");

    assertThat(process.state()).isEqualTo(before);
    assertThat(process.replies).isEqualTo(answered);
    assertThat(meters.find("cmq.skipped.records").counters()).isEmpty();
  }

  @Test
  void whatPutsNoRulesInForceIsSkippedAndCounted() {
    Process process = new Process(SECOND);
    List<String> garbage =
        List.of(
            "{\"command\":\"PutInForce\"}",
            "{\"command\":\"PutInForce\",\"rules\":0}",
            "{\"command\":\"PutInForce\",\"rules\":\"3\"}",
            "{\"command\":\"PutInForce\",\"rules\":3000000000}");
    garbage.forEach(text -> process.append(text.getBytes(UTF_8)));
    assertThat(meters.counter("cmq.skipped.records", "topic", TOPICS.commands()).count())
        .isEqualTo(garbage.size());
    process.append(arrived(0, 2));
    assertThat(process.replies).containsExactly(new Reply.KnownUpTo(2));
  }

  /** So whoever knows it and whoever does not decide the same. */
  @Test
  void aCommandThatNoVersionInForceKnowsIsPassedOver() {
    Process process = new Process(SECOND);
    process.append(
        "{\"command\":\"Ponder\",\"queue\":\"queue-1\",\"partition\":0,\"instance\":\"me\",\"request\":1}"
            .getBytes(UTF_8));
    assertThat(process.replies).isEmpty();
    assertThat(meters.counter("cmq.skipped.records", "topic", TOPICS.commands()).count()).isOne();
  }

  /** Of the catalog machine, also after what it decides about otherwise. */
  @Test
  void theCatalogIsUntouchedByThem() {
    Process process = new Process(SECOND);
    process.append(new LoggedCommand.PutInForce(SECOND));
    process.append(
        new LoggedCommand.ForCatalog(
            new Origin("me", 1), new CatalogCommand.DropQueue("orders", "queue-1")));
    assertThat(process.replies).hasSize(1).allMatch(Reply.Refused.class::isInstance);
  }

  private static LoggedCommand arrived(long from, long to) {
    return new LoggedCommand.ForQueue(
        new QueuePartition("queue-1", 0),
        new Origin("me", 1),
        new QueueCommand.Arrived(from, to, List.of(), List.of()));
  }

  /** One process: the topology, and what it answers and tells. */
  private final class Process implements OwnershipListener {
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> commands;
    final List<Reply> replies = new ArrayList<>();
    final List<Rules> told = new ArrayList<>();

    Process(Rules newest) {
      Properties properties = new Properties();
      properties.put(StreamsConfig.APPLICATION_ID_CONFIG, TOPICS.queuesApplication());
      properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
      driver =
          new TopologyTestDriver(
              CmqTopology.of(
                  TOPICS,
                  new CommandPartitions(1),
                  (to, reply) -> {
                    if (to.request() > 0) {
                      replies.add(reply);
                    }
                  },
                  this,
                  new SkippedRecords(meters),
                  new StateSize(),
                  newest),
              properties);
      commands =
          driver.createInputTopic(
              TOPICS.commands(), new ByteArraySerializer(), new ByteArraySerializer());
      processes.add(this);
    }

    void append(LoggedCommand command) {
      append(CommandJson.encode(command));
    }

    void append(byte[] value) {
      commands.pipeInput(new TestRecord<>(new byte[0], value, null, 1_000L));
    }

    List<TestRecord<byte[], byte[]>> published() {
      return driver
          .createOutputTopic(
              TOPICS.catalog(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList();
    }

    Map<String, String> state() {
      KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(QueueProcessor.STORE);
      Map<String, String> state = new TreeMap<>();
      try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
        while (all.hasNext()) {
          KeyValue<Bytes, byte[]> one = all.next();
          state.put(one.key.toString(), HexFormat.of().formatHex(one.value));
        }
      }
      return state;
    }

    @Override
    public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {}

    @Override
    public void decidesBy(int commandsPartition, Rules rules) {
      told.add(rules);
    }

    @Override
    public void advanced(int commandsPartition, long nextWake) {}

    @Override
    public void died(int commandsPartition, List<DeadLetter> letters) {}

    @Override
    public void closed(int commandsPartition) {}
  }
}
