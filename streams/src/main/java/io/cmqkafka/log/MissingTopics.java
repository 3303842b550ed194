package io.cmqkafka.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for a while which Kafka topics are gone although the catalog names them, or take no
 * copy, so that what is to be copied there holds up nothing else. Thread-safe.
 */
public final class MissingTopics {
  private static final Logger LOG = LoggerFactory.getLogger(MissingTopics.class);
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Admin admin;
  private final long timeoutMs;
  private final LongSupplier nanoTime;
  private final Counter dropped;

  /** By name; no more than the catalog names. */
  private final Map<String, Missing> missing = new ConcurrentHashMap<>();

  /**
   * @param life which life of the queue it is missing for: one that is created again under the name
   *     has a Kafka topic; null for any
   */
  private record Missing(String life, long untilNanos) {}

  /**
   * @param timeoutMs how long Kafka may take to say whether a topic is there
   */
  public MissingTopics(Admin admin, long timeoutMs, LongSupplier nanoTime, MeterRegistry meters) {
    this.admin = admin;
    this.timeoutMs = timeoutMs;
    this.nanoTime = nanoTime;
    this.dropped =
        Counter.builder("cmq.copies.dropped")
            .description(
                "Copies of publications not made: their Kafka topic is gone, or refused them")
            .register(meters);
  }

  /** Whether to make no copy there; counts the copy as dropped. */
  public boolean drops(Audience.Place place) {
    Missing is = missing.get(place.kafkaTopic());
    if (is == null || is.life() != null && !is.life().equals(place.life())) {
      return false;
    }
    if (nanoTime.getAsLong() - is.untilNanos() >= 0) {
      missing.remove(place.kafkaTopic(), is);
      return false;
    }
    dropped.increment();
    return true;
  }

  /** The topic refused this copy, and may take others; counts it as dropped. */
  public void refused() {
    dropped.increment();
  }

  /** The topic refused a copy as it would refuse any; counts it as dropped. */
  public void refusesAll(String kafkaTopic, Exception why) {
    remember(kafkaTopic, null, why);
  }

  /**
   * A copy could not be written. Blocks while Kafka is asked whether that is because the topic is
   * gone, or not ours to write to.
   *
   * @return false when it is there, or Kafka does not say
   */
  public boolean isReason(Audience.Place place) {
    try {
      admin
          .describeTopics(java.util.List.of(place.kafkaTopic()))
          .allTopicNames()
          .get(timeoutMs, TimeUnit.MILLISECONDS);
      return false;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException
          || cause instanceof InvalidTopicException
          || cause instanceof TopicAuthorizationException) {
        remember(place.kafkaTopic(), place.life(), cause);
        return true;
      }
      return false;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void remember(String kafkaTopic, String life, Throwable cause) {
    missing.put(kafkaTopic, new Missing(life, nanoTime.getAsLong() + REMEMBERED_NANOS));
    dropped.increment();
    LOG.warn(
        "nothing can be copied to the Kafka topic {}, which a subscription needs: {}; what is"
            + " published meanwhile does not get there",
        kafkaTopic,
        cause.toString());
  }
}
