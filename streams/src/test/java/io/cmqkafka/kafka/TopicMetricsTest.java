package io.cmqkafka.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.testing.Fixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.FetchMetricsManager;
import org.apache.kafka.clients.consumer.internals.FetchMetricsRegistry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.internals.Sender;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kafka's own classes count here, in the registries of real clients that know no broker. */
class TopicMetricsTest {
  private static final String STAYS = "cmq.queue.stays";
  private static final String GOES = "cmq.queue.goes";

  private final KafkaClients clients =
      new KafkaClients(
          Fixtures.config(Map.of("bootstrap.servers", "127.0.0.1:1")), new SimpleMeterRegistry());
  private final Producer<byte[], byte[]> producer = clients.bodyProducer();
  private final Consumer<byte[], byte[]> consumer = clients.tailConsumer();
  private long now;
  private final TopicMetrics metrics =
      new TopicMetrics(List.of("cmq.queue.", "cmq.delivery."), () -> now);

  @AfterEach
  void close() {
    clients.close();
  }

  @Test
  void aProducerForgetsTopicsThatAreGone() throws Exception {
    metrics.watch(producer);
    Object counting = senderMetrics();
    Method count = counting.getClass().getDeclaredMethod("maybeRegisterTopicMetrics", String.class);
    count.setAccessible(true);
    count.invoke(counting, STAYS);
    count.invoke(counting, GOES);
    assertThat(topics(producer.metrics())).containsExactlyInAnyOrder(STAYS, GOES);

    forgetAfterAWhile();

    assertThat(topics(producer.metrics())).containsExactly(STAYS);
    count.invoke(counting, GOES);
    assertThat(topics(producer.metrics())).as("used again").contains(GOES);
  }

  @Test
  void aConsumerForgetsTopicsThatAreGone() throws Exception {
    metrics.watch(consumer);
    Object counting = fetchMetrics();
    fetched(counting, STAYS);
    fetched(counting, GOES);
    int both = size(consumer.metrics(), "goes");
    assertThat(both).isPositive();

    forgetAfterAWhile();

    assertThat(size(consumer.metrics(), "goes")).isZero();
    assertThat(size(consumer.metrics(), "stays")).isEqualTo(both);
    fetched(counting, GOES);
    assertThat(size(consumer.metrics(), "goes")).as("used again").isEqualTo(both);
  }

  @Test
  void topicsOfDeliveriesAreForgottenToo() throws Exception {
    metrics.watch(consumer);
    fetched(fetchMetrics(), "cmq.delivery.news.hook");
    forgetAfterAWhile();
    assertThat(size(consumer.metrics(), "hook")).isZero();
  }

  @Test
  void whatComesBackInTimeIsNotForgotten() throws Exception {
    metrics.watch(consumer);
    fetched(fetchMetrics(), GOES);
    metrics.forgetGone(() -> Set.of());
    pass(TopicMetrics.GONE_SECONDS - 1);
    metrics.forgetGone(() -> Set.of(GOES));
    pass(2);
    metrics.forgetGone(() -> Set.of());
    assertThat(size(consumer.metrics(), "goes")).isPositive();
  }

  @Test
  void topicsOfOthersAreLeftAlone() throws Exception {
    metrics.watch(consumer);
    fetched(fetchMetrics(), "cmq.publications");
    forgetAfterAWhile();
    assertThat(size(consumer.metrics(), "publications")).isPositive();
  }

  private void forgetAfterAWhile() {
    metrics.forgetGone(() -> Set.of(STAYS));
    pass(TopicMetrics.GONE_SECONDS + 1);
    metrics.forgetGone(() -> Set.of(STAYS));
  }

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private Object senderMetrics() throws ReflectiveOperationException {
    Field sender = KafkaProducer.class.getDeclaredField("sender");
    sender.setAccessible(true);
    Field sensors = Sender.class.getDeclaredField("sensors");
    sensors.setAccessible(true);
    return sensors.get(sender.get(producer));
  }

  private Object fetchMetrics() throws ReflectiveOperationException {
    Method registry = KafkaConsumer.class.getDeclaredMethod("metricsRegistry");
    registry.setAccessible(true);
    return new FetchMetricsManager(
        (Metrics) registry.invoke(consumer),
        new FetchMetricsRegistry(Set.of("client-id"), "consumer"));
  }

  private static void fetched(Object counting, String topic) throws ReflectiveOperationException {
    for (String what : new String[] {"recordBytesFetched", "recordRecordsFetched"}) {
      Method method = FetchMetricsManager.class.getDeclaredMethod(what, String.class, int.class);
      method.setAccessible(true);
      method.invoke(counting, topic, 7);
    }
  }

  private static Set<String> topics(Map<MetricName, ? extends Metric> metrics) {
    return metrics.keySet().stream()
        .filter(name -> name.tags().containsKey("topic"))
        .map(name -> name.tags().get("topic"))
        .collect(Collectors.toSet());
  }

  /** How many metrics tell of a topic whose name ends so. */
  private static int size(Map<MetricName, ? extends Metric> metrics, String end) {
    return (int)
        metrics.keySet().stream()
            .filter(name -> name.tags().getOrDefault("topic", "").endsWith(end))
            .count();
  }
}
