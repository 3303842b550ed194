package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's own tools see of publications and their copies, and what they may do to them. */
@ResourceLock(Counted.COPIES)
abstract class TopicsKafkaSide extends KafkaSession {
  private static final String PUBLICATIONS = "cmq.publications";
  private static final String BODY = "中文 a+b&c=%@\r\n\u0000\ud83d\ude00 \"quoted\" \\";

  TopicsKafkaSide(TestedServer server) {
    super(server);
  }

  @Test
  void aPublicationAndItsCopyAreBytesWithHeaders() {
    String topicId = api.createTopic("pub-bytes");
    api.create("pub-bytes-q");
    api.subscribe("pub-bytes", "pub-bytes-q", "filterTag.1", "red");
    String id = api.publish("pub-bytes", BODY, "msgTag.1", "red", "msgTag.2", "a, \"b\"");

    ConsumerRecord<byte[], byte[]> publication = kafka.record(PUBLICATIONS, id);
    assertThat(new String(publication.key(), UTF_8)).isEqualTo("pub-bytes");
    assertThat(NativeKafka.text(publication)).isEqualTo(BODY);
    assertThat(NativeKafka.headers(publication))
        .containsExactlyInAnyOrder("cmq-tags", "cmq-topic-id", "cmq-catalog-version");
    assertThat(NativeKafka.header(publication, "cmq-topic-id")).isEqualTo(topicId);
    assertThat(NativeKafka.header(publication, "cmq-catalog-version")).containsOnlyDigits();

    ConsumerRecord<byte[], byte[]> copy = kafka.records("cmq.queue.pub-bytes-q", 1).get(0);
    assertThat(copy.key()).isNull();
    assertThat(NativeKafka.text(copy)).isEqualTo(BODY);
    assertThat(copy.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
    assertThat(NativeKafka.headers(copy))
        .containsExactlyInAnyOrder("cmq-tags", "cmq-publish-time", "cmq-source");
    assertThat(NativeKafka.header(copy, "cmq-tags")).isEqualTo("[\"red\",\"a, \\\"b\\\"\"]");
    assertThat(NativeKafka.header(copy, "cmq-publish-time"))
        .isEqualTo(Long.toString(publication.timestamp()));
    assertThat(NativeKafka.header(copy, "cmq-source"))
        .matches(
            "[^/]+/"
                + publication.partition()
                + "/\\d+/subsc-\\w+:"
                + publication.offset()
                + ":-?\\d+");
    assertThat(api.take("pub-bytes-q", 1)).containsExactly(BODY);
  }

  @Test
  void aRoutingKeyIsAHeader() {
    api.createTopic("pub-routed", "filterType", "2");
    api.create("pub-routed-q");
    api.subscribe("pub-routed", "pub-routed-q", "bindingKey.1", "news.#");
    String id = api.publish("pub-routed", "x", "routingKey", "news.sports");
    api.answer("PublishMessage", "topicName", "pub-routed", "msgBody", "y", "routingKey", "other");
    api.publish("pub-routed", "z", "routingKey", "news");

    assertThat(NativeKafka.header(kafka.record(PUBLICATIONS, id), "cmq-routing-key"))
        .isEqualTo("news.sports");
    List<ConsumerRecord<byte[], byte[]>> copies = kafka.records("cmq.queue.pub-routed-q", 2);
    assertThat(copies).extracting(NativeKafka::text).containsExactly("x", "z");
    assertThat(copies)
        .extracting(copy -> NativeKafka.header(copy, "cmq-routing-key"))
        .containsExactly("news.sports", "news");
    assertThat(NativeKafka.headers(copies.get(0))).doesNotContain("cmq-tags");
  }

  @Test
  void aKafkaProducerPublishes() throws Exception {
    api.createTopic("pub-native");
    for (String queue : List.of("pub-native-red", "pub-native-all")) {
      api.create(queue);
    }
    api.subscribe("pub-native", "pub-native-red", "filterTag.1", "red");
    api.subscribe("pub-native", "pub-native-all");
    kafka.write(publication("pub-native", "plain"));
    kafka.write(publication("pub-native", "tagged", "cmq-tags", "[\"red\"]"));
    kafka.write(publication("pub-native", "blue", "cmq-tags", "[\"blue\", \"light\"]"));
    api.publish("pub-native", "last", "msgTag.1", "red");

    assertThat(api.take("pub-native-red", 2)).containsExactly("tagged", "last");
    assertThat(api.take("pub-native-all", 4)).containsExactly("plain", "tagged", "blue", "last");
    api.assertEmpty("pub-native-red");
  }

  @Test
  void aKafkaProducerPublishesByRoutingKey() throws Exception {
    api.createTopic("pub-native-routed", "filterType", "2");
    api.create("pub-native-routed-q");
    api.subscribe("pub-native-routed", "pub-native-routed-q", "bindingKey.1", "a.*");
    kafka.write(publication("pub-native-routed", "no key"));
    kafka.write(publication("pub-native-routed", "matches", "cmq-routing-key", "a.b"));
    kafka.write(publication("pub-native-routed", "does not", "cmq-routing-key", "a.b.c"));
    api.publish("pub-native-routed", "last", "routingKey", "a.z");
    assertThat(api.take("pub-native-routed-q", 2)).containsExactly("matches", "last");
  }

  @Test
  void garbageAmongPublicationsIsCountedAndStopsNothing() throws Exception {
    // So many that each share of the publications has some of them.
    List<String> topics = IntStream.range(0, 12).mapToObj(i -> "pub-beside-" + i).toList();
    for (String topic : topics) {
      api.createTopic(topic);
      api.create(topic + "-q");
      api.subscribe(topic, topic + "-q");
    }
    double before = skipped();
    int garbage = 0;
    int partitions = kafka.partitions(PUBLICATIONS);
    for (int partition = 0; partition < partitions; partition++) {
      for (ProducerRecord<byte[], byte[]> record : garbage(partition)) {
        kafka.write(record);
        garbage++;
      }
      for (ProducerRecord<byte[], byte[]> record : oddities(partition)) {
        kafka.write(record);
      }
    }
    for (String topic : topics) {
      api.publish(topic, "still works");
    }
    for (String topic : topics) {
      assertThat(api.take(topic + "-q", 1)).containsExactly("still works");
      api.assertEmpty(topic + "-q");
    }
    double expected = garbage;
    await()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(skipped() - before).isEqualTo(expected));
    server.assertReady();
  }

  private static List<ProducerRecord<byte[], byte[]>> garbage(int partition) {
    List<ProducerRecord<byte[], byte[]>> garbage = new ArrayList<>();
    byte[] key = "pub-beside-0".getBytes(UTF_8);
    garbage.add(new ProducerRecord<>(PUBLICATIONS, partition, null, "x".getBytes(UTF_8)));
    garbage.add(new ProducerRecord<>(PUBLICATIONS, partition, null, null));
    garbage.add(new ProducerRecord<>(PUBLICATIONS, partition, key, null));
    for (String tags :
        List.of("", "red", "[", "[1", "{}", "[null]", "\"red\"", "[[\"red\"]]", "[\"a\"] x")) {
      garbage.add(labelled(partition, "cmq-tags", tags));
    }
    garbage.add(labelled(partition, "cmq-tags", "[".repeat(100_000)));
    for (String version : List.of("", "soon", "1.5", "99999999999999999999999")) {
      garbage.add(labelled(partition, "cmq-catalog-version", version));
    }
    return garbage;
  }

  /** Strange, but somebody's business. */
  private static List<ProducerRecord<byte[], byte[]>> oddities(int partition) {
    return List.of(
        new ProducerRecord<>(
            PUBLICATIONS, partition, "no-such-topic".getBytes(UTF_8), "x".getBytes(UTF_8)),
        new ProducerRecord<>(
            PUBLICATIONS, partition, new byte[] {(byte) 0xff, 0}, "x".getBytes(UTF_8)),
        mark(partition, Long.toString(Long.MAX_VALUE)),
        mark(partition, "-5"));
  }

  private static ProducerRecord<byte[], byte[]> mark(int partition, String version) {
    ProducerRecord<byte[], byte[]> mark =
        new ProducerRecord<>(PUBLICATIONS, partition, "pub-beside-0".getBytes(UTF_8), null);
    mark.headers().add("cmq-catalog-version", version.getBytes(UTF_8));
    return mark;
  }

  private static ProducerRecord<byte[], byte[]> labelled(int partition, String name, String value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            PUBLICATIONS, partition, "pub-beside-0".getBytes(UTF_8), "x".getBytes(UTF_8));
    record.headers().add(name, value.getBytes(UTF_8));
    return record;
  }

  /** Kafka measures what is compressed, and a copy is not. */
  @ParameterizedTest
  @ValueSource(ints = {1_500_000, 3_000_000})
  void aPublicationThatIsTooLargeForItsCopiesStopsNothing(int bytes) throws Exception {
    String topic = "pub-large-" + bytes;
    api.createTopic(topic);
    api.create(topic + "-q");
    api.subscribe(topic, topic + "-q");
    try (KafkaProducer<byte[], byte[]> compressing =
        kafka.producer(Map.of("compression.type", "gzip", "max.request.size", 8 << 20))) {
      compressing.send(publication(topic, "x".repeat(bytes))).get();
    }
    api.publish(topic, "fits");
    assertThat(api.take(topic + "-q", 1)).containsExactly("fits");
  }

  /** As a server writes it that does not know yet what another one has answered. */
  @Test
  void whatIsPublishedToATopicsFormerLifeIsThePresentOnesSinceThatBegan() throws Exception {
    String former = api.createTopic("pub-lives");
    api.create("pub-lives-q");
    api.call("DeleteTopic", "topicName", "pub-lives");
    api.createTopic("pub-lives");
    api.subscribe("pub-lives", "pub-lives-q");
    kafka.write(publication("pub-lives", "late", "cmq-topic-id", former));
    api.publish("pub-lives", "new");

    assertThat(api.take("pub-lives-q", 2)).containsExactly("late", "new");
    api.assertEmpty("pub-lives-q");
  }

  @Test
  void aKafkaTopicSubscribesByTheProtocolKafka() throws Exception {
    kafka.create("native-endpoint", 3, Map.of());
    api.createTopic("pub-to-kafka");
    assertThat(
            api.subscribeAnswer(
                    "pub-to-kafka", "s", "kafka", "native-endpoint", "filterTag.1", "red")
                .code())
        .isZero();
    api.create("pub-to-kafka-all");
    api.subscribe("pub-to-kafka", "pub-to-kafka-all");
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      bodies.add(BODY + i);
      api.publish("pub-to-kafka", BODY + i, "msgTag.1", "red");
      api.publish("pub-to-kafka", "blue", "msgTag.1", "blue");
    }
    // What the other subscriber has last was copied behind everything that is looked for.
    api.take("pub-to-kafka-all", 12);
    List<ConsumerRecord<byte[], byte[]>> copies = kafka.records("native-endpoint", 6);
    assertThat(copies).extracting(NativeKafka::text).containsExactlyInAnyOrderElementsOf(bodies);
    assertThat(copies)
        .allSatisfy(
            copy -> {
              assertThat(NativeKafka.header(copy, "cmq-tags")).isEqualTo("[\"red\"]");
              assertThat(NativeKafka.header(copy, "cmq-publish-time")).containsOnlyDigits();
              assertThat(NativeKafka.header(copy, "cmq-source")).contains("/subsc-");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "native-not-there",
        "not-matching-endpoint",
        "cmq.commands",
        "cmq.publications",
        "cmq.queue.pub-refused",
        "cmq.something-new",
        "__consumer_offsets"
      })
  void kafkaTopicsThatMayNotSubscribeAreRefused(String endpoint) throws Exception {
    if (!kafka.admin.listTopics().names().get().contains("not-matching-endpoint")) {
      kafka.create("not-matching-endpoint", 1, Map.of());
      api.createTopic("pub-refused");
      api.create("pub-refused");
    }
    CmqAnswer answer = api.subscribeAnswer("pub-refused", "s", "kafka", endpoint);
    Api.assertError(answer, 4000, 10630);
    Api.assertError(
        api.answer(
            "GetSubscriptionAttributes", "topicName", "pub-refused", "subscriptionName", "s"),
        4000,
        10560);
  }

  /** The operator's topic may refuse what is written to it, one record or all of them. */
  @Test
  void aKafkaTopicThatTakesNoCopyHoldsUpNobodyElse() throws Exception {
    kafka.create("native-small", 1, Map.of("max.message.bytes", "1000"));
    kafka.create("native-compacted", 1, Map.of("cleanup.policy", "compact"));
    api.createTopic("pub-refusing");
    api.create("pub-refusing-q");
    api.subscribe("pub-refusing", "pub-refusing-q");
    for (String endpoint : List.of("native-small", "native-compacted")) {
      assertThat(api.subscribeAnswer("pub-refusing", endpoint, "kafka", endpoint).code()).isZero();
    }
    double before = server.metric("cmq_copies_dropped_total");
    api.publish("pub-refusing", "first");
    api.publish("pub-refusing", "x".repeat(5_000));
    api.publish("pub-refusing", "last");
    assertThat(api.take("pub-refusing-q", 3)).containsExactly("first", "x".repeat(5_000), "last");
    assertThat(kafka.records("native-small", 2))
        .extracting(NativeKafka::text)
        .containsExactly("first", "last");
    await()
        .untilAsserted(
            () -> assertThat(server.metric("cmq_copies_dropped_total") - before).isEqualTo(4));
    api.assertEmpty("pub-refusing-q");
  }

  @Test
  void aQueueBoundToAKafkaTopicSubscribes() throws Exception {
    kafka.create("native-subscriber", 2, Map.of());
    api.create("pub-bound-q", "kafkaTopic", "native-subscriber");
    api.createTopic("pub-bound");
    api.subscribe("pub-bound", "pub-bound-q");
    List<String> bodies = IntStream.range(0, 8).mapToObj(i -> "m" + i).toList();
    bodies.forEach(body -> api.publish("pub-bound", body));
    assertThat(api.take("pub-bound-q", 8)).containsExactlyInAnyOrderElementsOf(bodies);
    api.assertEmpty("pub-bound-q");
    assertThat(kafka.records("native-subscriber", 8))
        .extracting(NativeKafka::text)
        .containsExactlyInAnyOrderElementsOf(bodies);
  }

  @Test
  void everyPartitionOfASubscriberGetsItsShare() {
    api.create("pub-wide-q", "partitions", "3");
    api.createTopic("pub-wide");
    api.subscribe("pub-wide", "pub-wide-q");
    List<String> bodies = IntStream.range(0, 30).mapToObj(i -> "m" + i).toList();
    bodies.forEach(body -> api.publish("pub-wide", body));
    assertThat(api.take("pub-wide-q", 30)).containsExactlyInAnyOrderElementsOf(bodies);
    api.assertEmpty("pub-wide-q");
    List<ConsumerRecord<byte[], byte[]>> copies = kafka.records("cmq.queue.pub-wide-q", 30);
    assertThat(copies).hasSize(30);
    assertThat(copies).extracting(ConsumerRecord::partition).contains(0, 1, 2);
  }

  private double skipped() {
    return server.metric("cmq_skipped_records_total", "topic=\"" + PUBLICATIONS + "\"");
  }

  private static ProducerRecord<byte[], byte[]> publication(
      String topic, String body, String... headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(PUBLICATIONS, topic.getBytes(UTF_8), body.getBytes(UTF_8));
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    return record;
  }
}
