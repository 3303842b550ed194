package io.cmqkafka.browsing;

import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Something that is to be read of one partition. {@link #serve} completes the answer, unless Kafka
 * fails.
 */
abstract class Reading<T> {
  static final Duration POLL = Duration.ofMillis(200);

  /** Kafka does not say where a partition without a leader ends, and others wait meanwhile. */
  private static final Duration MAX_ASKING = Duration.ofSeconds(2);

  private final TopicPartition partition;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private final long deadlineNanos;

  /**
   * @param timeoutMs after so long it is refused as UNAVAILABLE
   */
  Reading(TopicPartition partition, long timeoutMs) {
    this.partition = partition;
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  /**
   * @param consumer has the partition assigned to it, and no other one
   */
  abstract void serve(Consumer<byte[], byte[]> consumer);

  final TopicPartition partition() {
    return partition;
  }

  final CompletableFuture<T> answer() {
    return answer;
  }

  final void refuse(Refusal reason) {
    answer.completeExceptionally(new RefusedException(reason));
  }

  final boolean isLate() {
    return deadlineNanos - System.nanoTime() < 0;
  }

  final long begin(Consumer<byte[], byte[]> consumer) {
    return consumer.beginningOffsets(Set.of(partition), MAX_ASKING).get(partition);
  }

  final long end(Consumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(Set.of(partition), MAX_ASKING).get(partition);
  }
}
