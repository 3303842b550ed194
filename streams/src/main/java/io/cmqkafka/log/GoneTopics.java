package io.cmqkafka.log;

import io.cmqkafka.catalog.QueueDefinition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator of queues whose Kafka topic was deleted with Kafka's own tools: nothing is made
 * again that holds no message, so it is for the operator to say what becomes of such a queue. A
 * topic that is missing only once may be a new one of which the broker that was asked has not
 * heard. For one thread.
 */
final class GoneTopics {
  private static final Logger LOG = LoggerFactory.getLogger(GoneTopics.class);

  /** Looks, 30 s apart, from one line about a topic to the next. */
  private static final int LOOKS_PER_LINE = 2;

  private final Supplier<CompletableFuture<Set<String>>> topics;
  private final long timeoutMs;

  /** By the id of a queue, in how many looks in a row its topic was missing. */
  private Map<String, Integer> missing = Map.of();

  private volatile int gone;

  /**
   * @param topics asks Kafka which topics there are
   */
  GoneTopics(
      Supplier<CompletableFuture<Set<String>>> topics, MeterRegistry meters, long timeoutMs) {
    this.topics = topics;
    this.timeoutMs = timeoutMs;
    Gauge.builder("cmq.queues.without.topic", this, one -> one.gone)
        .description(
            "Queues and HTTP subscriptions whose Kafka topic was deleted with Kafka's tools; told by"
                + " the process that owns commands partition 0")
        .register(meters);
  }

  /**
   * @param queues all there are
   */
  void look(List<QueueDefinition> queues)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> there = topics.get().get(timeoutMs, TimeUnit.MILLISECONDS);
    Map<String, Integer> now = new HashMap<>();
    int found = 0;
    for (QueueDefinition queue : queues) {
      if (!there.contains(queue.kafkaTopic())) {
        int looks = missing.getOrDefault(queue.id(), 0) + 1;
        now.put(queue.id(), looks);
        if (looks >= 2) {
          found++;
          // Many that are gone at once are one fault: the first of them is named, and the number.
          if (found == 1 && looks % LOOKS_PER_LINE == 0) {
            tell(queue);
          }
        }
      }
    }
    if (found > 1 && found != gone) {
      LOG.warn("{} queues have no Kafka topic any more (cmq_queues_without_topic)", found);
    }
    missing = now;
    gone = found;
  }

  /** Somebody else looks from now on. */
  void forget() {
    missing = Map.of();
    gone = 0;
  }

  private static void tell(QueueDefinition queue) {
    LOG.error(
        "queue {}: its Kafka topic {} is gone, and its messages with it; somebody has deleted it with"
            + " Kafka's tools. Sends are answered 6000, receives find nothing. Delete the queue"
            + " through the API, or make the topic again with {} partition(s): the queue goes on with"
            + " it, empty",
        queue.name(),
        queue.kafkaTopic(),
        queue.partitions());
  }
}
