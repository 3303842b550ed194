package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams commits after each record here, as the driver does; one record makes several changes. */
class WriteBehindStoreTest {
  private static final String CHANGELOG = "app-store-changelog";

  private final List<String> seen = new ArrayList<>();
  private final StateSize size = new StateSize();
  private int commitsBegun;
  private final TopologyTestDriver driver = new TopologyTestDriver(topology(), properties());
  private final TestInputTopic<String, String> input =
      driver.createInputTopic("in", new StringSerializer(), new StringSerializer());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void theLastValueOfACommitReachesTheChangelog() {
    input.pipeInput("k", "a=1 a=2 b=3");
    assertThat(changelog()).containsExactlyInAnyOrder("a=2", "b=3");
    assertThat(get("a")).isEqualTo("2");
  }

  @Test
  void whatComesAndGoesWithinACommitDoesNot() {
    input.pipeInput("k", "a=1 a= b=2");
    assertThat(changelog()).containsExactly("b=2");
    assertThat(get("a")).isNull();
  }

  @Test
  void theRemovalOfWhatWasCommittedDoes() {
    input.pipeInput("k", "a=1");
    input.pipeInput("k", "a=");
    input.pipeInput("k", "a=");
    assertThat(changelog()).containsExactly("a=1", "a=null");
    assertThat(get("a")).isNull();
  }

  @Test
  void allSeesWhatIsNotCommittedYet() {
    input.pipeInput("k", "a=1 all b=2 all a= all");
    assertThat(seen).containsExactly("a", "a b", "b");
  }

  @Test
  void whatIsWrittenBetweenTwoCommitsIsBounded() {
    input.pipeInput("k", "a=1 fill a= b=1 b=");
    assertThat(changelog())
        .as("passed on before the commit, and what came after it not at once")
        .hasSize(WriteBehindStore.MAX_WRITTEN + 1)
        .startsWith("a=1")
        .endsWith("a=null");
  }

  @Test
  void tellsOfEachCommitBeforeIt() {
    int before = commitsBegun;
    input.pipeInput("k", "a=1");
    assertThat(commitsBegun).isGreaterThan(before);
    int between = commitsBegun;
    input.pipeInput("k", "b=1");
    assertThat(commitsBegun).isGreaterThan(between);
  }

  @Test
  void tellsHowMuchItHolds() {
    input.pipeInput("k", "a=1 b=2 c=3 c=");
    assertThat(size.records()).isEqualTo(2);
    input.pipeInput("k", "a=");
    assertThat(size.records()).isEqualTo(1);
  }

  @Test
  void whatWasNotCommittedIsGoneWhenTheStoreIsOpenedAgain() {
    KeyValueStore<Bytes, byte[]> store =
        WriteBehindStore.builder(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("store"), Serdes.Bytes(), Serdes.ByteArray())
                    .withLoggingDisabled(),
                size,
                () -> {})
            .build();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    Bytes key = Bytes.wrap("k".getBytes());
    store.init(context.getStateStoreContext(), store);
    store.put(key, new byte[] {'1'});
    store.all().close();
    assertThat(size.records()).isEqualTo(1);
    store.put(key, new byte[] {'2'});
    store.close();
    assertThat(size.records()).isZero();
    store.init(context.getStateStoreContext(), store);
    assertThat(store.get(key)).isNull();
    store.close();
  }

  private Topology topology() {
    Topology topology = new Topology();
    topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor("writer", Writer::new, "source");
    topology.addStateStore(
        WriteBehindStore.builder(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("store"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of()),
            size,
            () -> commitsBegun++),
        "writer");
    return topology;
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return properties;
  }

  private List<String> changelog() {
    return driver
        .createOutputTopic(CHANGELOG, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(r -> r.key() + "=" + (r.value() == null ? null : new String(r.value())))
        .toList();
  }

  private String get(String key) {
    KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore("store");
    byte[] value = store.get(Bytes.wrap(key.getBytes()));
    return value == null ? null : new String(value);
  }

  /**
   * Does what the record says: {@code key=value} puts, {@code key=} removes, {@code all} lists,
   * {@code fill} puts as many as make the buffer full with one more.
   */
  private final class Writer extends ContextualProcessor<String, String, Void, Void> {
    @Override
    public void process(Record<String, String> record) {
      KeyValueStore<Bytes, byte[]> store = context().getStateStore("store");
      for (String change : record.value().split(" ")) {
        if (change.equals("all")) {
          StringBuilder keys = new StringBuilder();
          try (var all = store.all()) {
            while (all.hasNext()) {
              KeyValue<Bytes, byte[]> one = all.next();
              keys.append(keys.isEmpty() ? "" : " ").append(new String(one.key.get()));
            }
          }
          seen.add(keys.toString());
        } else if (change.equals("fill")) {
          for (int i = 1; i < WriteBehindStore.MAX_WRITTEN; i++) {
            store.put(Bytes.wrap(("f" + i).getBytes()), new byte[] {'1'});
          }
        } else {
          String[] parts = change.split("=");
          store.put(
              Bytes.wrap(parts[0].getBytes()), parts.length == 1 ? null : parts[1].getBytes());
        }
      }
    }
  }
}
