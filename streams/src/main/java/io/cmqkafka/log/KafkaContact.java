package io.cmqkafka.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the cluster has answered lately. Thread-safe; never blocks. */
public final class KafkaContact {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaContact.class);

  private final Admin admin;
  private final long timeoutMs;
  private final LongSupplier nanoTime;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean saidLost = new AtomicBoolean();
  private volatile long answeredAt;

  /**
   * @param timeoutMs after so long without an answer contact is lost
   */
  public KafkaContact(Admin admin, long timeoutMs) {
    this(admin, timeoutMs, System::nanoTime);
  }

  KafkaContact(Admin admin, long timeoutMs, LongSupplier nanoTime) {
    this.admin = admin;
    this.timeoutMs = timeoutMs;
    this.nanoTime = nanoTime;
    this.answeredAt = nanoTime.getAsLong();
  }

  /** Asks, unless an answer is still waited for. To be called about once a second. */
  public void ask() {
    if (isLost() && saidLost.compareAndSet(false, true)) {
      LOG.warn("Kafka has not answered for {} ms", timeoutMs);
    }
    if (!asking.compareAndSet(false, true)) {
      return;
    }
    try {
      admin.describeCluster().nodes().whenComplete((nodes, failure) -> answered(failure));
    } catch (RuntimeException e) {
      answered(e);
    }
  }

  public boolean isLost() {
    return nanoTime.getAsLong() - answeredAt > TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  private void answered(Throwable failure) {
    if (failure == null) {
      answeredAt = nanoTime.getAsLong();
      if (saidLost.compareAndSet(true, false)) {
        LOG.info("Kafka answers again");
      }
    } else {
      LOG.debug("Kafka did not answer", failure);
    }
    asking.set(false);
  }
}
