package io.cmqkafka.body;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.logging.LogLimit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the queues whose Kafka topic was deleted with Kafka's own tools. The server does not make
 * such a topic again, because the messages are gone: the operator must say what becomes of the
 * queue. A topic that is missing only once may be a new one of which the asked broker has not
 * heard.
 *
 * <p>Every process looks for itself, because each answers clients. One thread looks; {@link
 * #isGone} is thread-safe.
 */
public final class GoneTopics {
  private static final Logger LOG = LoggerFactory.getLogger(GoneTopics.class);

  /** While no topic is missing, Kafka is asked only in every so many calls. */
  private static final int SELDOM = 6;

  private final Supplier<CompletableFuture<Map<String, String>>> topics;
  private final Consumer<String> forget;
  private final long timeoutMs;
  private final LogLimit logged;

  /** By queue id Kafka's id of its topic, where that is not the one it was created with. */
  private Map<String, String> remade = Map.of();

  /** Ids of queues whose topic was missing when it was last looked for. */
  private Set<String> missing = Set.of();

  private volatile Set<String> gone = Set.of();
  private volatile boolean tells;
  private int calls;

  /**
   * @param topics asks Kafka which topics there are, and for Kafka's own ids of them
   * @param forget called with the name of a Kafka topic that is gone or was made again, so that
   *     cached records of it are dropped
   */
  public GoneTopics(
      Supplier<CompletableFuture<Map<String, String>>> topics,
      Consumer<String> forget,
      MeterRegistry meters,
      long timeoutMs) {
    this(topics, forget, meters, timeoutMs, new LogLimit());
  }

  GoneTopics(
      Supplier<CompletableFuture<Map<String, String>>> topics,
      Consumer<String> forget,
      MeterRegistry meters,
      long timeoutMs,
      LogLimit logged) {
    this.topics = topics;
    this.forget = forget;
    this.timeoutMs = timeoutMs;
    this.logged = logged;
    Gauge.builder("cmq.queues.without.topic", this, one -> one.tells ? one.gone.size() : 0)
        .description(
            "Queues and HTTP subscriptions whose Kafka topic was deleted with Kafka's tools; told by"
                + " the process that owns commands partition 0")
        .register(meters);
  }

  /** Whether the queue's Kafka topic is known to be gone. */
  public boolean isGone(QueueDefinition queue) {
    return gone.contains(queue.id());
  }

  /**
   * To be called every 5 seconds. Asks Kafka every 30 seconds, and each time while a topic is
   * missing, so that one that was made again is soon found.
   *
   * @param queues gives all there are
   * @param tells whether this process logs it for the operator
   */
  public void check(Supplier<List<QueueDefinition>> queues, boolean tells)
      throws ExecutionException, InterruptedException, TimeoutException {
    this.tells = tells;
    if (calls++ % SELDOM != 0 && missing.isEmpty()) {
      return;
    }
    // Taken before Kafka is asked, so that a queue created meanwhile is not taken for missing.
    List<QueueDefinition> known = queues.get();
    Map<String, String> there = topics.get().get(timeoutMs, TimeUnit.MILLISECONDS);
    Set<String> missingNow = new HashSet<>();
    Map<String, String> remadeNow = new HashMap<>();
    List<QueueDefinition> goneNow = new ArrayList<>();
    for (QueueDefinition queue : known) {
      String id = there.get(queue.kafkaTopic());
      if (id == null) {
        missingNow.add(queue.id());
        if (missing.contains(queue.id())) {
          goneNow.add(queue);
          forget.accept(queue.kafkaTopic());
        }
      } else if (!id.equals(queue.topicId())) {
        remadeNow.put(queue.id(), id);
        if (!id.equals(remade.get(queue.id()))) {
          forget.accept(queue.kafkaTopic());
        }
      }
    }
    missing = missingNow;
    remade = remadeNow;
    gone = Set.copyOf(goneNow.stream().map(QueueDefinition::id).toList());
    if (tells && !goneNow.isEmpty() && logged.isDue("gone")) {
      tell(goneNow);
    }
  }

  /**
   * Logs one line for all topics that are gone at once, since they have one cause: the first name,
   * and the number.
   */
  private static void tell(List<QueueDefinition> gone) {
    QueueDefinition first = gone.get(0);
    LOG.error(
        "queue {}: its Kafka topic {} is gone, and its messages with it; somebody has deleted it with"
            + " Kafka's tools (or has taken away the right to see it). Sends and receives are answered 6000. Delete the queue through the"
            + " API, or make the topic again with {} partition(s): the queue goes on with it."
            + " Queues without a Kafka topic: {} (cmq_queues_without_topic)",
        first.name(),
        first.kafkaTopic(),
        first.partitions(),
        gone.size());
  }
}
