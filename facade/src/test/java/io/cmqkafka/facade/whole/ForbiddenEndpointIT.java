package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator takes the right to write to a Kafka endpoint away, and gives it back. */
@Timeout(300)
class ForbiddenEndpointIT {
  private static final int SOME = 20;

  @TempDir static Path directory;
  private static GuardedKafka kafka;
  private static TestedServer server;
  private static Api api;
  private static NativeKafka natively;

  @BeforeAll
  static void start() throws Exception {
    kafka = GuardedKafka.start(directory.resolve("kafka"));
    server =
        TestedServer.start(
            directory.resolve("server"),
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "endpoint.topics", "native-.*"));
    api = new Api(server);
    natively = new NativeKafka(server);
  }

  @AfterAll
  static void stop() {
    natively.close();
    api.close();
    server.close();
    kafka.close();
  }

  /** The right to write to a topic's endpoint, and how many records were written there with it. */
  private record Taken(String topic, AclBinding right, long written) {
    String endpoint() {
      return "native-" + topic;
    }

    String queue() {
      return topic + "-q";
    }
  }

  @Test
  void onlyItsSubscriptionMissesCopies_whetherItCanStillBeSeenOrNot() throws Exception {
    allow("native-seen", GuardedKafka.EVERYBODY, AclOperation.DESCRIBE);
    Taken seen = onlyTheOneSubscriptionSuffers("seen");
    // With an ACL left it is not open to everybody.
    allow("native-hidden", "User:somebody", AclOperation.WRITE);
    Taken hidden = onlyTheOneSubscriptionSuffers("hidden");

    // Half a minute passes before an endpoint is tried again.
    natively.admin.createAcls(List.of(seen.right(), hidden.right())).all().get();
    copiesComeAgain(seen);
    copiesComeAgain(hidden);
  }

  private static Taken onlyTheOneSubscriptionSuffers(String topic) throws Exception {
    String endpoint = "native-" + topic;
    String queue = topic + "-q";
    AclBinding right = allow(endpoint, GuardedKafka.EVERYBODY, AclOperation.WRITE);
    natively.create(endpoint, 1, Map.of());
    api.createTopic(topic);
    api.create(queue);
    assertThat(api.subscribeAnswer(topic, "native", "kafka", endpoint).code()).isZero();
    api.subscribe(topic, queue);
    api.publish(topic, "before");
    assertThat(api.take(queue, 1)).containsExactly("before");
    await().until(() -> end(endpoint) == 1);
    double before = dropped();

    natively.admin.deleteAcls(List.of(right.toFilter())).all().get();
    long written = 1 + writesUntilForbidden(endpoint);
    for (int i = 0; i < SOME; i++) {
      api.publish(topic, "m" + i);
    }
    assertThat(api.take(queue, SOME)).hasSize(SOME).startsWith("m0").doesNotHaveDuplicates();
    await().until(() -> dropped() - before == SOME);
    server.assertReady();
    assertThat(server.metric("kafka_stream_alive_stream_threads", "cmq-fan-out-")).isPositive();
    assertThat(server.metric("kafka_stream_failed_stream_threads_total", "cmq-fan-out-")).isZero();

    return new Taken(topic, right, written);
  }

  private static void copiesComeAgain(Taken taken) {
    await()
        .atMost(2, TimeUnit.MINUTES)
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(
            () -> {
              api.publish(taken.topic(), "after");
              return end(taken.endpoint()) > taken.written();
            });
    assertThat(api.take(taken.queue(), 1)).containsExactly("after");
  }

  /** How many records were written until then: a broker learns of rights a moment later. */
  private static int writesUntilForbidden(String topic) throws InterruptedException {
    for (int written = 0; ; written++) {
      try {
        natively.write(new ProducerRecord<>(topic, new byte[1]));
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
        return written;
      }
    }
  }

  private static AclBinding allow(String topic, String principal, AclOperation operation)
      throws ExecutionException, InterruptedException {
    AclBinding right =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    natively.admin.createAcls(List.of(right)).all().get();
    return right;
  }

  /** How many records were written there. */
  private static long end(String topic) throws ExecutionException, InterruptedException {
    TopicPartition partition = new TopicPartition(topic, 0);
    return natively
        .admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static double dropped() {
    return server.metric("cmq_copies_dropped_total");
  }
}
