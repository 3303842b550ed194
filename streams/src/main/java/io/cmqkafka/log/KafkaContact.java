package io.cmqkafka.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Knows whether the cluster has answered lately. Thread-safe. */
public final class KafkaContact {
  private final Admin admin;
  private final long timeoutMs;
  private volatile long answeredAt = System.nanoTime();

  /**
   * @param timeoutMs after so long without an answer contact is lost
   */
  public KafkaContact(Admin admin, long timeoutMs) {
    this.admin = admin;
    this.timeoutMs = timeoutMs;
  }

  /** Asks once. Blocks for as long as Kafka takes, within the timeout. */
  void ask() throws ExecutionException, InterruptedException, TimeoutException {
    admin.describeCluster().nodes().get(timeoutMs, TimeUnit.MILLISECONDS);
    answeredAt = System.nanoTime();
  }

  public boolean isLost() {
    return System.nanoTime() - answeredAt > TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }
}
