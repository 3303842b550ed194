package io.cmqkafka.cluster;

import io.cmqkafka.Cluster;
import io.cmqkafka.ClusterState;
import io.cmqkafka.Failures;
import io.cmqkafka.config.KafkaTopics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * The cluster as this process sees it. One question to Kafka is under way at a time, for all who
 * ask meanwhile, and its answer, or that there was none, is good for 2 s. Thread-safe.
 */
public final class KafkaCluster implements Cluster {
  private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Supplier<ClusterState.Here> here;
  private final Supplier<CompletableFuture<ClusterState.Kafka>> question;
  private final LongSupplier nanoTime;
  private CompletableFuture<ClusterState.Kafka> answer;
  private long askedAt;

  /**
   * @param commandsPartitions how many the commands have, and publicationsPartitions publications
   * @param only the only process that can be on the cluster; empty when there may be others
   * @param timeoutMs after which Kafka counts as not answering
   */
  public KafkaCluster(
      Admin admin,
      KafkaTopics names,
      int commandsPartitions,
      int publicationsPartitions,
      Optional<OnlyProcess> only,
      int timeoutMs,
      Supplier<ClusterState.Here> here) {
    this(
        here,
        new ClusterQuestions(
                admin,
                new ClusterQuestions.Work(
                    names.queuesApplication(), names.commands(), commandsPartitions),
                new ClusterQuestions.Work(
                    names.fanOutApplication(), names.publications(), publicationsPartitions),
                only,
                timeoutMs)
            ::ask,
        System::nanoTime);
  }

  KafkaCluster(
      Supplier<ClusterState.Here> here,
      Supplier<CompletableFuture<ClusterState.Kafka>> question,
      LongSupplier nanoTime) {
    this.here = here;
    this.question = question;
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletableFuture<ClusterState> describe() {
    return answer()
        .handle(
            (kafka, failure) ->
                failure == null
                    ? new ClusterState(here.get(), Optional.of(kafka))
                    : new ClusterState(
                        here.get().and("Kafka does not tell about the cluster: " + why(failure)),
                        Optional.empty()));
  }

  private synchronized CompletableFuture<ClusterState.Kafka> answer() {
    long now = nanoTime.getAsLong();
    if (answer == null || (answer.isDone() && now - askedAt >= GOOD_NANOS)) {
      askedAt = now;
      answer = asked();
    }
    return answer;
  }

  private CompletableFuture<ClusterState.Kafka> asked() {
    try {
      return question.get();
    } catch (RuntimeException e) {
      // Such as an admin client that is closed.
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String why(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
