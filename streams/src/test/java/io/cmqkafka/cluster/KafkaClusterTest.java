package io.cmqkafka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.ClusterState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaClusterTest {
  private final Deque<CompletableFuture<ClusterState.Kafka>> asked = new ArrayDeque<>();
  private long nanos;
  private final KafkaCluster cluster =
      new KafkaCluster(
          () -> new ClusterState.Here("aa", List.of("trouble"), 1, 2, 3),
          () -> {
            CompletableFuture<ClusterState.Kafka> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          },
          () -> nanos);

  @Test
  void whoeverAsksWithinTwoSecondsGetsOneAnswer() {
    CompletableFuture<ClusterState> first = cluster.describe();
    CompletableFuture<ClusterState> second = cluster.describe();
    assertThat(asked).hasSize(1);
    ClusterState.Kafka kafka = kafka("id");
    asked.remove().complete(kafka);
    assertThat(first.join().kafka()).contains(kafka);
    assertThat(second.join().kafka()).contains(kafka);
    assertThat(first.join().here().troubles()).containsExactly("trouble");
    nanos += Duration.ofMillis(1_999).toNanos();
    assertThat(cluster.describe().join().kafka()).contains(kafka);
    assertThat(asked).isEmpty();
    nanos += Duration.ofMillis(1).toNanos();
    CompletableFuture<ClusterState> later = cluster.describe();
    assertThat(later).isNotDone();
    asked.remove().complete(kafka("another"));
    assertThat(later.join().kafka().orElseThrow().clusterId()).isEqualTo("another");
  }

  @Test
  void aSlowAnswerIsWaitedForByAllAndNotAskedForAgain() {
    CompletableFuture<ClusterState> first = cluster.describe();
    nanos += Duration.ofSeconds(10).toNanos();
    CompletableFuture<ClusterState> second = cluster.describe();
    assertThat(asked).hasSize(1);
    asked.remove().complete(kafka("id"));
    assertThat(first).isDone();
    assertThat(second).isDone();
  }

  @Test
  void thatKafkaDoesNotAnswerIsATrouble() {
    CompletableFuture<ClusterState> described = cluster.describe();
    asked.remove().completeExceptionally(new TimeoutException("no broker"));
    assertThat(described.join().kafka()).isEmpty();
    assertThat(described.join().here().troubles())
        .containsExactly("trouble", "Kafka does not tell about the cluster: no broker");
    cluster.describe();
    assertThat(asked).as("that is good for 2 s too").isEmpty();
  }

  @Test
  void whatCannotEvenBeAskedIsATrouble() {
    KafkaCluster closed =
        new KafkaCluster(
            () -> new ClusterState.Here("aa", List.of(), 1, 2, 3),
            () -> {
              throw new IllegalStateException("closed");
            },
            () -> nanos);
    assertThat(closed.describe().join().here().troubles())
        .containsExactly("Kafka does not tell about the cluster: closed");
  }

  private static ClusterState.Kafka kafka(String clusterId) {
    ClusterState.Progress nothing = new ClusterState.Progress("topic", List.of());
    return new ClusterState.Kafka(clusterId, List.of(), -1, "4", 0, List.of(), nothing, nothing);
  }
}
