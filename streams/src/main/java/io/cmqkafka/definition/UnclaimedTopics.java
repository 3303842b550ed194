package io.cmqkafka.definition;

import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.view.CatalogView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes Kafka topics that were made for queues whose creation was then refused. It waits for a
 * minute first, because another creation of the same name may have found the topic and taken it
 * over. After a minute the catalog has that queue, or its creation was given up. Thread-safe.
 */
public final class UnclaimedTopics {
  private static final Logger LOG = LoggerFactory.getLogger(UnclaimedTopics.class);
  private static final int MAX_WAITING = 1_000;

  private final CatalogView catalog;
  private final Function<String, CompletableFuture<Void>> delete;
  private final Executor later;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param delete by Kafka's id of the topic
   */
  public UnclaimedTopics(CatalogView catalog, Function<String, CompletableFuture<Void>> delete) {
    this(catalog, delete, CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES));
  }

  UnclaimedTopics(
      CatalogView catalog, Function<String, CompletableFuture<Void>> delete, Executor later) {
    this.catalog = catalog;
    this.delete = delete;
    this.later = later;
  }

  /**
   * Removes the topic later, unless a queue has it by then. It stays also when too many wait
   * already, when the catalog is not known for certain then, or when this process has ended: the
   * next queue of that name takes it over.
   *
   * @param id Kafka's own of the topic
   */
  public void add(String topic, String id) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return;
    }
    later.execute(
        () -> {
          waiting.decrementAndGet();
          if (catalog.isCurrent() && !isClaimed(id)) {
            delete
                .apply(id)
                .whenComplete(
                    (done, failure) -> {
                      if (failure != null) {
                        LOG.warn(
                            "removing Kafka topic {}, which no queue has, failed: {}",
                            topic,
                            failure.toString());
                      }
                    });
          }
        });
  }

  private boolean isClaimed(String id) {
    return catalog.storedQueues().stream().anyMatch(queue -> queue.topicId().equals(id))
        || catalog.released().stream().map(ReleasedName::topicId).anyMatch(id::equals);
  }
}
