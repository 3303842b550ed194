package io.cmqkafka.definition;

import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.logging.LogLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the Kafka topics of deleted queues and ended subscriptions, and then releases their
 * names. A topic that cannot be removed is left for a while and holds up no other. For one thread.
 */
public final class NameRelease {
  private static final Logger LOG = LoggerFactory.getLogger(NameRelease.class);
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * How long after Kafka has said that a topic is gone every broker knows it. A new topic of the
   * name, made sooner, could be read from a broker that still has the old one, with its messages.
   */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Function<String, CompletableFuture<Void>> deleteTopic;
  private final Function<ReleasedName, CompletableFuture<?>> release;
  private final LogLimit logged = new LogLimit();
  private final long timeoutMs;
  private final LongSupplier nanoTime;

  /** By id of the queue or subscription, when to try again; only of names that still wait. */
  private final Map<String, Long> notBefore = new HashMap<>();

  /**
   * How long a name must have been seen here before its topic is removed. By then no process with a
   * late view of the catalog copies to the topic any more.
   */
  private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** By id, when a waiting name was first seen here. */
  private final Map<String, Long> seenSince = new HashMap<>();

  /** By id, when Kafka had removed the topic of a waiting name. */
  private final Map<String, Long> goneSince = new HashMap<>();

  /**
   * @param deleteTopic by Kafka's id of the topic
   * @param timeoutMs how long Kafka may take for each step
   */
  public NameRelease(
      Function<String, CompletableFuture<Void>> deleteTopic,
      Function<ReleasedName, CompletableFuture<?>> release,
      long timeoutMs,
      LongSupplier nanoTime) {
    this.deleteTopic = deleteTopic;
    this.release = release;
    this.timeoutMs = timeoutMs;
    this.nanoTime = nanoTime;
  }

  /**
   * Goes through the names once. Ends at the first for which Kafka takes too long, so it blocks for
   * at most two timeouts. The next call goes on with the others.
   */
  public void run(List<ReleasedName> waiting) throws InterruptedException {
    Set<String> ids = waiting.stream().map(ReleasedName::id).collect(Collectors.toSet());
    notBefore.keySet().retainAll(ids);
    goneSince.keySet().retainAll(ids);
    seenSince.keySet().retainAll(ids);
    ids.forEach(id -> seenSince.putIfAbsent(id, nanoTime.getAsLong()));
    for (ReleasedName one : waiting) {
      if (isDue(one) && !release(one)) {
        return;
      }
    }
  }

  private boolean isDue(ReleasedName one) {
    Long next = notBefore.get(one.id());
    long now = nanoTime.getAsLong();
    return now - seenSince.get(one.id()) >= SEEN_NANOS && (next == null || now - next >= 0);
  }

  private boolean release(ReleasedName one) throws InterruptedException {
    try {
      Long gone = goneSince.get(one.id());
      if (gone == null) {
        deleteTopic.apply(one.topicId()).get(timeoutMs, TimeUnit.MILLISECONDS);
        goneSince.put(one.id(), nanoTime.getAsLong());
      } else if (nanoTime.getAsLong() - gone >= SETTLED_NANOS) {
        release.apply(one).get(timeoutMs, TimeUnit.MILLISECONDS);
      }
      return true;
    } catch (ExecutionException | RuntimeException e) {
      later(one, e);
      return true;
    } catch (TimeoutException e) {
      later(one, e);
      return false;
    }
  }

  private void later(ReleasedName one, Exception failure) {
    notBefore.put(one.id(), nanoTime.getAsLong() + AGAIN_NANOS);
    if (logged.isDue(one.id())) {
      LOG.warn(
          "removing the Kafka topic {} of the deleted {} failed, will be tried again: {}",
          one.topicId(),
          one.key(),
          failure.toString());
    }
  }
}
