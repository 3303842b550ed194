package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Somebody deletes a subscriber's Kafka topic behind the server's back. Only for brokers that do
 * not create topics by themselves, which would have it back at once.
 */
@ResourceLock(Counted.COPIES)
abstract class MissingSubscribers extends KafkaSession {
  MissingSubscribers(TestedServer server) {
    super(server);
  }

  @Test
  void aMissingKafkaTopicIsCountedAndHoldsUpTheOthersOnlyShortly() throws Exception {
    kafka.create("native-goes", 1, Map.of());
    api.createTopic("missing");
    api.create("missing-other");
    api.create("missing-q");
    api.subscribe("missing", "missing-other");
    api.subscribe("missing", "missing-q");
    assertThat(api.subscribeAnswer("missing", "native", "kafka", "native-goes").code()).isZero();
    api.publish("missing", "before");
    assertThat(api.take("missing-other", 1)).containsExactly("before");
    kafka.records("native-goes", 1);
    assertThat(api.take("missing-q", 1)).containsExactly("before");
    double before = dropped();

    kafka.admin.deleteTopics(List.of("native-goes", "cmq.queue.missing-q")).all().get();
    for (int i = 0; i < 20; i++) {
      api.publish("missing", "m" + i);
    }
    await().atMost(40, TimeUnit.SECONDS).until(() -> dropped() - before >= 40);
    // Where Kafka does not say within a second it is as if the topic were there.
    await().atMost(40, TimeUnit.SECONDS).until(() -> isGone("native"));
    assertThat(isGone("missing-other")).isFalse();
    List<String> received = api.take("missing-other", 20);
    assertThat(received).hasSize(20).startsWith("m0").endsWith("m19").doesNotHaveDuplicates();

    // The name's next life misses nothing, although the one before is remembered as missing.
    api.call("DeleteQueue", "queueName", "missing-q");
    assertThat(isGone("missing-q")).isTrue();
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> api.answer("CreateQueue", "queueName", "missing-q").ok());
    assertThat(isGone("missing-q")).isFalse();
    api.publish("missing", "after");
    assertThat(api.take("missing-q", 1)).containsExactly("after");
    assertThat(api.take("missing-other", 1)).containsExactly("after");
    server.assertReady();
  }

  private boolean isGone(String subscription) {
    return api.call(
            "GetSubscriptionAttributes", "topicName", "missing", "subscriptionName", subscription)
        .tree()
        .has("endpointGone");
  }

  private double dropped() {
    return server.metric("cmq_copies_dropped_total");
  }
}
