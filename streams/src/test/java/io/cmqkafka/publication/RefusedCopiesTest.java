package io.cmqkafka.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.numbers.Tally;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.junit.jupiter.api.Test;

class RefusedCopiesTest {
  private static final KafkaTopics NAMES = new KafkaTopics("cmq.");
  private static final CopyTargets.Place PLACE = new CopyTargets.Place("s", "orders", "orders", 0);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos;
  private final MissingTopics missing = new MissingTopics(null, NAMES, 0, () -> nanos);
  private final Tally tally = new Tally();
  private final CopyTally copies =
      new CopyTally(
          tally,
          id -> Optional.of("topic-of-it").filter(topic -> id.equals("subsc-1")),
          NAMES,
          meters);
  private final RefusedCopies refused = new RefusedCopies();

  RefusedCopiesTest() {
    refused.configure(Map.of(RefusedCopies.MISSING_TOPICS, missing, RefusedCopies.COPIES, copies));
  }

  @Test
  void aCopyThatWillNeverBeTakenIsDropped_andTheNextOneTried() {
    for (Exception failure :
        List.of(new RecordTooLargeException(), new InvalidTimestampException("old"))) {
      assertThat(resultOf(failure)).isEqualTo(Result.RESUME);
      assertThat(missing.drops(PLACE)).isFalse();
    }
    assertThat(dropped()).isEqualTo(2);
    assertThat(told(Measure.FAILED_PUSHES)).isEqualTo(2);
  }

  @Test
  void aTopicThatTakesNoCopyAtAllIsLeftAloneForAWhile() {
    assertThat(resultOf(new InvalidRecordException("no key"))).isEqualTo(Result.RESUME);
    assertThat(missing.drops(PLACE)).isTrue();
    assertThat(dropped()).isEqualTo(1);
    nanos += TimeUnit.MINUTES.toNanos(1);
    assertThat(missing.drops(PLACE)).isFalse();
  }

  @Test
  void whatMayGoWellNextTimeIsNotDropped() {
    assertThat(resultOf(new TimeoutException())).isEqualTo(Result.RETRY);
    assertThat(resultOf(new KafkaException("who knows"))).isEqualTo(Result.FAIL);
    assertThat(dropped()).isZero();
  }

  @Test
  void aForeignTopicThatMayNotBeWrittenToIsLeftAloneForAWhile_andStreamsDoesNotHearOfIt() {
    List<Exception> heard = new ArrayList<>();
    Callback streams = (metadata, failure) -> heard.add(failure);
    Exception forbidden = new TopicAuthorizationException("no Write");
    written("orders", streams).onCompletion(null, forbidden);

    assertThat(heard).isEmpty();
    assertThat(missing.drops(PLACE)).isTrue();
    assertThat(dropped()).isEqualTo(1);
    assertThat(told(Measure.FAILED_PUSHES)).isEqualTo(1);
    nanos += TimeUnit.SECONDS.toNanos(31);
    assertThat(missing.drops(PLACE)).as("the right may be back").isFalse();
  }

  @Test
  void streamsHearsOfEverythingElse_andOfWhatTheServerCannotDoWithout() {
    List<Exception> heard = new ArrayList<>();
    Callback streams = (metadata, failure) -> heard.add(failure);
    Exception forbidden = new TopicAuthorizationException("no Write");
    Exception late = new TimeoutException();
    written("cmq.queue.q", streams).onCompletion(null, forbidden);
    written("orders", streams).onCompletion(null, late);
    written("orders", streams).onCompletion(null, null);

    assertThat(heard).containsExactly(forbidden, late, null);
    assertThat(dropped()).isZero();
  }

  @Test
  void whatAQueueOrAKafkaTopicHasTakenCountsForTheSubscription_andNotWhatIsStillToBePushed() {
    written("orders", null).onCompletion(null, null);
    written("cmq.queue.q", null).onCompletion(null, null);
    written("cmq.delivery.t.s", null).onCompletion(null, null);
    assertThat(told(Measure.PUSHED)).isEqualTo(2);
  }

  private Result resultOf(Exception failure) {
    return refused.handleError(null, copy("orders"), failure).result();
  }

  private Callback written(String kafkaTopic, Callback streams) {
    return SparedProducer.sparing(copy(kafkaTopic), streams, missing, copies);
  }

  private static ProducerRecord<byte[], byte[]> copy(String kafkaTopic) {
    ProducerRecord<byte[], byte[]> copy = new ProducerRecord<>(kafkaTopic, new byte[0]);
    new CopyHeader("kafka-id/0/7/subsc-1", 5, -1).addTo(copy.headers());
    return copy;
  }

  /** What the numbers tell of the subscription, and of its topic. */
  private long told(Measure measure) {
    Map<String, long[]> told = tally.take();
    assertThat(told.get("topic-of-it")).isEqualTo(told.get("subsc-1"));
    return told.get("subsc-1")[measure.ordinal()];
  }

  private double dropped() {
    return meters.find("cmq.copies.dropped").counter().count();
  }
}
