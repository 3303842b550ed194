package io.cmqkafka.kafka;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Kafka's clients forget what they counted for topics that are gone. By themselves they keep
 * some ten metrics of every topic that they ever used. A process in which queues come and go under
 * new names would grow by each of them, and so would its answer to {@code /metrics}.
 *
 * <p>Kafka offers no way to its clients' metrics but to read them, so they are reached by
 * reflection; where that fails, a warning says so and they stay. A topic's metrics begin anew when
 * it is used again. They are taken away only {@value #GONE_SECONDS} s after the topic was found
 * gone and has not come back, when no client can be using it any more.
 *
 * <p>{@link #watch} on any thread, {@link #forgetGone} on one.
 */
public final class TopicMetrics {
  static final int GONE_SECONDS = 120;

  private static final Logger LOG = LoggerFactory.getLogger(TopicMetrics.class);
  private static final String TOPIC = "topic";

  /**
   * What follows the topic's name in the names of what counts for it. A producer that misses the
   * last one makes all of its own anew, and takes them for being there while it does not.
   */
  private static final List<String> SENSORS =
      List.of(
          ".bytes",
          ".compression-rate",
          ".record-retries",
          ".record-errors",
          ".bytes-fetched",
          ".bytes-fetched.deprecated",
          ".records-fetched",
          ".records-fetched.deprecated",
          ".records-per-batch");

  /** Weak, since Kafka Streams gives up clients and makes new ones. */
  private final List<WeakReference<Metrics>> watched = new CopyOnWriteArrayList<>();

  private final List<String> prefixes;
  private final LongSupplier nanoTime;
  private final Map<String, Long> goneSince = new HashMap<>();

  /**
   * @param prefixes of the topics that come and go
   */
  public TopicMetrics(List<String> prefixes) {
    this(prefixes, System::nanoTime);
  }

  TopicMetrics(List<String> prefixes, LongSupplier nanoTime) {
    this.prefixes = prefixes;
    this.nanoTime = nanoTime;
  }

  /** Looks after the metrics of this client, too, if it is one of Kafka's own. */
  public <T> T watch(T client) {
    try {
      if (client instanceof KafkaProducer<?, ?>) {
        Field field = KafkaProducer.class.getDeclaredField("metrics");
        field.setAccessible(true);
        watched.add(new WeakReference<>((Metrics) field.get(client)));
      } else if (client instanceof KafkaConsumer<?, ?>) {
        Method method = KafkaConsumer.class.getDeclaredMethod("metricsRegistry");
        method.setAccessible(true);
        watched.add(new WeakReference<>((Metrics) method.invoke(client)));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn("metrics of deleted topics will stay in this Kafka client: {}", e.toString());
    }
    return client;
  }

  /**
   * Takes away what has been gone for long enough.
   *
   * @param existing the topics there are; asked once more right before something is taken away
   */
  public void forgetGone(Supplier<Set<String>> existing) {
    watched.removeIf(one -> one.get() == null);
    List<Metrics> all = watched.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
    Set<String> gone = new HashSet<>();
    for (Metrics metrics : all) {
      metrics
          .metrics()
          .keySet()
          .forEach(
              name -> {
                String topic = name.tags().get(TOPIC);
                if (topic != null && prefixes.stream().anyMatch(topic::startsWith)) {
                  gone.add(topic);
                }
              });
    }
    gone.removeAll(existing.get());
    goneSince.keySet().retainAll(gone);
    long now = nanoTime.getAsLong();
    for (String topic : gone) {
      long since = goneSince.computeIfAbsent(topic, t -> now);
      if (now - since > TimeUnit.SECONDS.toNanos(GONE_SECONDS) && !existing.get().contains(topic)) {
        goneSince.remove(topic);
        for (Metrics metrics : all) {
          SENSORS.forEach(sensor -> metrics.removeSensor(TOPIC + "." + topic + sensor));
        }
      }
    }
  }
}
