package io.cmqkafka.publication;

import io.cmqkafka.config.KafkaTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers for a while which Kafka topics take no copy or are gone although the catalog names
 * them, so that copies for them hold up no others. A topic is not taken for gone because one broker
 * does not know it: that broker may only be late. Thread-safe.
 */
public final class MissingTopics {
  private static final Logger LOG = LoggerFactory.getLogger(MissingTopics.class);
  private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A topic that no asked broker has known for so long is gone. */
  private static final long UNKNOWN_TO_ALL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Two answers that are further apart than this prove nothing about the time between them. */
  private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long LOGGED_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Admin admin;
  private final KafkaTopics names;
  private final long timeoutMs;
  private final LongSupplier nanoTime;

  /** By the topic's name. Bounded by the topics that the catalog names. */
  private final Map<String, Missing> missing = new ConcurrentHashMap<>();

  /** By the topic's name, while brokers say that they do not know it. Bounded likewise. */
  private final Map<String, Doubt> doubts = new ConcurrentHashMap<>();

  /** What Kafka says of a topic that a copy could not be written to. */
  public enum Finding {
    /** It is gone, or is not ours to write to: the copy is dropped. */
    GONE,
    /** It is there, or will turn out to be gone: the copy is to be tried again. */
    PERHAPS_THERE,
    /** Kafka does not say. */
    SILENCE
  }

  /** The answer to one question, in more detail than {@link Finding}. */
  private enum Answer {
    GONE("it is gone"),
    NOT_OURS("it is not ours to write to"),
    UNKNOWN("it is unknown"),
    THERE("it is there"),
    NONE("Kafka does not say");

    private final String text;

    Answer(String text) {
      this.text = text;
    }
  }

  /**
   * @param life the life of the queue for which the topic is missing; null for any. A queue that is
   *     created again under the name has a new Kafka topic
   * @param isGone whether Kafka is asked about it before a copy is tried again
   */
  private record Missing(String life, boolean isGone, long untilNanos, long loggedAt) {}

  private record Doubt(long sinceNanos, long lastNanos) {}

  /**
   * @param timeoutMs how long Kafka may take for an answer about a topic
   */
  public MissingTopics(Admin admin, KafkaTopics names, long timeoutMs, LongSupplier nanoTime) {
    this.admin = admin;
    this.names = names;
    this.timeoutMs = timeoutMs;
    this.nanoTime = nanoTime;
  }

  /**
   * Whether to make no copy there. Blocks every 30 seconds while Kafka is asked whether a topic
   * that was gone still is.
   */
  public boolean drops(CopyTargets.Place place) {
    Missing is = missing.get(place.kafkaTopic());
    if (is == null || is.life() != null && !is.life().equals(place.life())) {
      return false;
    }
    if (nanoTime.getAsLong() - is.untilNanos() >= 0) {
      Answer still = is.isGone() ? ask(place.kafkaTopic()) : Answer.THERE;
      if (still == Answer.THERE || still == Answer.NONE) {
        // A copy that fails asks again. The entry stays, so that the time of its last log line is
        // kept.
        if (is.isGone()) {
          missing.remove(place.kafkaTopic(), is);
        }
        return false;
      }
      remember(place.kafkaTopic(), place.life(), true, still.text);
      return true;
    }
    return true;
  }

  /** Remembers that the topic refuses all copies. */
  public void refusesAll(String kafkaTopic, Exception why) {
    remember(kafkaTopic, null, false, why.toString());
  }

  /**
   * Whether this process can do without the right to write to the topic. It needs that right for
   * the server's own topics.
   */
  public boolean mayBeForbidden(String kafkaTopic) {
    return !names.isOurs(kafkaTopic);
  }

  /**
   * Finds out why a copy could not be written. Blocks while Kafka is asked whether the topic is
   * gone or may not be written to. The caller asks again about once a second while the answer is
   * "perhaps there"; in the end the topic is there or gone.
   */
  public Finding find(CopyTargets.Place place) {
    Answer answer = ask(place.kafkaTopic());
    if (answer == Answer.UNKNOWN && isUnknownToAll(place.kafkaTopic())) {
      answer = Answer.GONE;
    }
    if (answer != Answer.UNKNOWN) {
      doubts.remove(place.kafkaTopic());
    }
    return switch (answer) {
      case GONE, NOT_OURS -> {
        remember(place.kafkaTopic(), place.life(), true, answer.text);
        yield Finding.GONE;
      }
      case UNKNOWN, THERE -> Finding.PERHAPS_THERE;
      case NONE -> Finding.SILENCE;
    };
  }

  /**
   * Only the controller always knows which topics exist. It is asked whether the topic could be
   * created, which works if this process may create topics of that name.
   */
  private Answer ask(String kafkaTopic) {
    CreateTopicsOptions onlyAsking = new CreateTopicsOptions().validateOnly(true);
    NewTopic wanted = new NewTopic(kafkaTopic, Optional.empty(), Optional.empty());
    Throwable failure = failure(admin.createTopics(List.of(wanted), onlyAsking).all());
    if (failure == null || failure instanceof InvalidTopicException) {
      return Answer.GONE;
    }
    if (failure instanceof TopicExistsException) {
      return Answer.THERE;
    }
    return isNoAnswer(failure) ? Answer.NONE : askAnyBroker(kafkaTopic);
  }

  private Answer askAnyBroker(String kafkaTopic) {
    Throwable failure = failure(admin.describeTopics(List.of(kafkaTopic)).allTopicNames());
    if (failure == null) {
      return Answer.THERE;
    }
    if (failure instanceof UnknownTopicOrPartitionException) {
      return Answer.UNKNOWN;
    }
    if (failure instanceof InvalidTopicException) {
      return Answer.GONE;
    }
    return failure instanceof TopicAuthorizationException && mayBeForbidden(kafkaTopic)
        ? Answer.NOT_OURS
        : Answer.NONE;
  }

  private static boolean isNoAnswer(Throwable failure) {
    return failure instanceof java.util.concurrent.TimeoutException
        || failure instanceof TimeoutException
        || failure instanceof InterruptedException;
  }

  /** Null for none. */
  private Throwable failure(KafkaFuture<?> future) {
    try {
      future.get(timeoutMs, TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (java.util.concurrent.TimeoutException e) {
      return e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  private boolean isUnknownToAll(String kafkaTopic) {
    long now = nanoTime.getAsLong();
    doubts.values().removeIf(doubt -> now - doubt.lastNanos() > APART_NANOS);
    Doubt doubt =
        doubts.merge(
            kafkaTopic,
            new Doubt(now, now),
            (before, again) -> new Doubt(before.sinceNanos(), again.lastNanos()));
    return now - doubt.sinceNanos() >= UNKNOWN_TO_ALL_NANOS;
  }

  private void remember(String kafkaTopic, String life, boolean isGone, String why) {
    long now = nanoTime.getAsLong();
    missing.values().removeIf(one -> now - one.untilNanos() >= LOGGED_EVERY_NANOS);
    Missing is =
        missing.compute(
            kafkaTopic,
            (topic, before) ->
                new Missing(
                    life,
                    isGone,
                    now + REMEMBERED_NANOS,
                    before == null || now - before.loggedAt() >= LOGGED_EVERY_NANOS
                        ? now
                        : before.loggedAt()));
    if (is.loggedAt() == now) {
      LOG.warn(
          "nothing can be copied to the Kafka topic {}, which a subscription needs: {}; what is"
              + " published meanwhile does not get there",
          kafkaTopic,
          why);
    }
  }
}
