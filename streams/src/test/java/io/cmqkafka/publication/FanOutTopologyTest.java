package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTopologyTest {
  private static final String PUBLICATIONS = "cmq.publications";
  private static final KafkaTopics NAMES = new KafkaTopics("cmq.");
  private static final long NOW = 1_700_000_000_000L;
  private static final Labels RED = new Labels(List.of("red", "big, \"round\""), "a.b");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Asks nobody. */
  private final MissingTopics missing = new MissingTopics(null, NAMES, 0, System::nanoTime);

  private final CopyTally copies =
      new CopyTally(new Tally(), subscription -> Optional.empty(), NAMES, meters);
  private final FakeTargets targets = new FakeTargets();
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> publications;

  FanOutTopologyTest() {
    begin();
  }

  /** Knows places by topic name, and is told which versions were waited for. */
  private static final class FakeTargets implements CopyTargets {
    final Map<String, List<Place>> places = new HashMap<>();
    final List<Long> awaited = new ArrayList<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public void awaitVersion(long catalogVersion) {
      awaited.add(catalogVersion);
    }

    @Override
    public Chosen of(String topicName, String topicId, MessageId at, Labels labels) {
      asked.add(topicName + " " + topicId + " " + labels);
      return new Chosen(places.getOrDefault(topicName, List.of()), List.of());
    }
  }

  private void begin() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    driver =
        new TopologyTestDriver(
            FanOutTopology.of(
                PUBLICATIONS, "kafka-id", targets, missing, copies, new SkippedRecords(meters)),
            properties);
    publications =
        driver.createInputTopic(PUBLICATIONS, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void everyPlaceGetsTheBodyByteForByteAndWhatBelongsToIt() {
    byte[] body = {0, (byte) 0xff, 'x'};
    targets.places.put("news", List.of(place("s1", "q1"), place("s2", "q2")));
    publish("news", body, PublicationHeaders.of("topic-1", RED, 7));

    assertThat(targets.awaited).containsExactly(7L);
    assertThat(targets.asked).containsExactly("news topic-1 " + RED);
    for (String queue : List.of("q1", "q2")) {
      TestRecord<byte[], byte[]> copy = copies(queue).get(0);
      assertThat(copy.value()).isEqualTo(body);
      assertThat(copy.key()).isNull();
      assertThat(text(copy.headers(), "cmq-tags")).isEqualTo("[\"red\",\"big, \\\"round\\\"\"]");
      assertThat(text(copy.headers(), "cmq-routing-key")).isEqualTo("a.b");
      assertThat(text(copy.headers(), "cmq-publish-time")).isEqualTo(Long.toString(NOW));
    }
  }

  @Test
  void aCopySaysWhatItIsACopyOfAndWhichCopyCameBefore() {
    targets.places.put("news", List.of(place("s1", "q1")));
    targets.places.put("more", List.of(place("s1", "q1"), place("s2", "q1")));
    publish("news");
    publish("other");
    publish("more");

    assertThat(copies("q1"))
        .extracting(copy -> CopyHeader.in(copy.headers()))
        .containsExactly(
            new CopyHeader("kafka-id/0/subsc-s1", 0, -1),
            new CopyHeader("kafka-id/0/subsc-s1", 2, 0),
            new CopyHeader("kafka-id/0/subsc-s2", 2, -1));
    assertThat(new CopyHeader("kafka-id/3/subsc-s1", 9, -1).publicationsPartition()).hasValue(3);
  }

  @Test
  void aTaskThatBeginsAgainKnowsNoCopyBefore() {
    targets.places.put("news", List.of(place("s1", "q1")));
    publish("news");
    driver.close();
    begin();
    publish("news");

    assertThat(CopyHeader.in(copies("q1").get(0).headers()).previous()).isEqualTo(-1);
  }

  @Test
  void aTaskThatBeginsAgainWithTheSameProcessorKnowsNoCopyBefore() {
    targets.places.put("news", List.of(place("s1", "q1")));
    FanOutProcessor processor =
        new FanOutProcessor(targets, missing, copies, "kafka-id", new SkippedRecords(meters));
    MockProcessorContext<CopyAddress, byte[]> task = new MockProcessorContext<>();
    task.setCurrentSystemTimeMs(NOW);
    for (int begin = 0; begin < 2; begin++) {
      processor.init(task);
      for (long offset = 4; offset < 6; offset++) {
        task.setRecordMetadata(PUBLICATIONS, 0, offset);
        processor.process(new Record<>(bytes("news"), bytes("body"), NOW, new RecordHeaders()));
      }
    }

    assertThat(task.forwarded())
        .extracting(copy -> CopyHeader.in(copy.record().headers()))
        .extracting(CopyHeader::previous)
        .containsExactly(-1L, 4L, -1L, 4L);
  }

  @Test
  void aQueueOfSeveralPartitionsGetsCopiesInTurnAndEachPartitionHasItsOwnChain() {
    targets.places.put(
        "news", List.of(new CopyTargets.Place("subsc-s1", "queue-1", "cmq.queue.q1", 2)));
    publish("news");
    publish("news");
    publish("news");

    assertThat(copies("q1"))
        .extracting(copy -> CopyHeader.in(copy.headers()).previous())
        .containsExactly(-1L, -1L, 0L);
  }

  @Test
  void anotherProducersRecordIsAPublicationToo() {
    targets.places.put("news", List.of(place("s1", "q1")));
    publish("news", bytes("hello"), new RecordHeaders());

    assertThat(targets.asked).containsExactly("news null " + Labels.NONE);
    assertThat(copies("q1").get(0).value()).isEqualTo(bytes("hello"));
  }

  /** A new cluster's first topic is created at version 0. */
  @ParameterizedTest
  @ValueSource(longs = {0, 12})
  void aMarkMakesItWaitForTheCatalogAndIsCopiedNowhere(long version) {
    targets.places.put("news", List.of(place("s1", "q1")));
    RecordHeaders mark = new RecordHeaders();
    mark.add("cmq-catalog-version", bytes(Long.toString(version)));
    publish("news", null, mark);

    assertThat(targets.awaited).containsExactly(version);
    assertThat(copies("q1")).isEmpty();
    assertThat(skipped()).isZero();
  }

  @Test
  void garbageIsCountedAndHoldsUpNothing() {
    targets.places.put("news", List.of(place("s1", "q1")));
    publications.pipeInput(new TestRecord<>(null, bytes("no key")));
    publish("news", null, new RecordHeaders());
    publish("news", bytes("tags"), headers("cmq-tags", "[1"));
    publish("news", bytes("tags"), headers("cmq-tags", "[null]"));
    publish("news", bytes("tags"), headers("cmq-tags", "{}"));
    publish("news", bytes("words"), headers("cmq-routing-key", "a.".repeat(33)));
    publish("news", bytes("tags"), headers("cmq-tags", "[\"" + "a".repeat(1_000) + "\"]"));
    publish("news", bytes("version"), headers("cmq-catalog-version", "soon"));
    publish("news", bytes("good"), new RecordHeaders());

    assertThat(skipped()).isEqualTo(8);
    assertThat(copies("q1")).extracting(TestRecord::value).containsExactly(bytes("good"));
  }

  private double skipped() {
    return meters.find("cmq.skipped.records").counters().stream().mapToDouble(c -> c.count()).sum();
  }

  private List<TestRecord<byte[], byte[]>> copies(String queue) {
    TestOutputTopic<byte[], byte[]> topic =
        driver.createOutputTopic(
            "cmq.queue." + queue, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return topic.readRecordsToList();
  }

  private void publish(String topic) {
    publish(topic, bytes("body"), PublicationHeaders.of("topic-1", Labels.NONE, 1));
  }

  private void publish(String topic, byte[] body, Headers headers) {
    publications.pipeInput(new TestRecord<>(bytes(topic), body, headers, NOW));
  }

  private static CopyTargets.Place place(String subscription, String queue) {
    return new CopyTargets.Place(
        "subsc-" + subscription, "queue-" + queue, "cmq.queue." + queue, 1);
  }

  private static Headers headers(String key, String value) {
    return new RecordHeaders().add(key, bytes(value));
  }

  private static String text(Headers headers, String key) {
    return new String(headers.lastHeader(key).value(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
