package io.cmqkafka.publication;

import io.cmqkafka.Measure;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.numbers.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Counts what becomes of copies: the dropped ones together, and for each subscription of a queue or
 * of a Kafka topic those that were made and those that were dropped; each for its CMQ topic as
 * well. Copies for an HTTP subscription only wait then, and are counted when they are pushed. A
 * copy that is made, dropped or lost again after a failure counts again. Where the queue was
 * deleted no copy was due: the subscription's numbers tell of it, and the sum of dropped ones,
 * which warns the operator, does not. Thread-safe.
 */
public final class CopyTally {
  private final Tally tally;
  private final Function<String, Optional<String>> topicOf;
  private final String deliveryPrefix;
  private final Counter dropped;

  /**
   * @param topicOf the id of a subscription's topic; empty once the subscription is gone
   */
  public CopyTally(
      Tally tally,
      Function<String, Optional<String>> topicOf,
      KafkaTopics names,
      MeterRegistry meters) {
    this.tally = tally;
    this.topicOf = topicOf;
    this.deliveryPrefix = names.deliveryPrefix();
    this.dropped =
        Counter.builder("cmq.copies.dropped")
            .description(
                "Copies of publications not made: their Kafka topic is gone, or refused them")
            .register(meters);
  }

  /** Kafka has taken it. */
  void made(ProducerRecord<byte[], byte[]> copy) {
    if (!isForPush(copy.topic())) {
      add(copy, Measure.PUSHED);
    }
  }

  void dropped(ProducerRecord<byte[], byte[]> copy) {
    dropped.increment();
    if (!isForPush(copy.topic())) {
      add(copy, Measure.FAILED_PUSHES);
    }
  }

  /** A copy that was to go there. */
  void dropped(CopyTargets.Place place) {
    dropped.increment();
    if (!isForPush(place.kafkaTopic())) {
      add(place.subscriptionId(), Measure.FAILED_PUSHES);
    }
  }

  /** The subscription's queue does not exist. */
  void lost(String subscriptionId) {
    add(subscriptionId, Measure.FAILED_PUSHES);
  }

  private boolean isForPush(String kafkaTopic) {
    return kafkaTopic.startsWith(deliveryPrefix);
  }

  private void add(ProducerRecord<byte[], byte[]> copy, Measure what) {
    CopyHeader.subscriptionId(copy.headers()).ifPresent(id -> add(id, what));
  }

  private void add(String subscriptionId, Measure what) {
    tally.add(subscriptionId, what, 1);
    topicOf.apply(subscriptionId).ifPresent(topicId -> tally.add(topicId, what, 1));
  }
}
