package io.cmqkafka.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.config.KafkaTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final CopyTargets.Place PLACE = new CopyTargets.Place("s", "orders", "orders", 0);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos;
  private final MissingTopics missing =
      new MissingTopics(null, new KafkaTopics("cmq."), 0, () -> nanos, meters);
  private final RefusedCopies refused = new RefusedCopies();

  RefusedCopiesTest() {
    refused.configure(Map.of(RefusedCopies.MISSING_TOPICS, missing));
  }

  @Test
  void aCopyThatWillNeverBeTakenIsDropped_andTheNextOneTried() {
    for (Exception failure :
        List.of(new RecordTooLargeException(), new InvalidTimestampException("old"))) {
      assertThat(resultOf(failure)).isEqualTo(Result.RESUME);
      assertThat(missing.drops(PLACE)).isFalse();
    }
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void aTopicThatTakesNoCopyAtAllIsLeftAloneForAWhile() {
    assertThat(resultOf(new InvalidRecordException("no key"))).isEqualTo(Result.RESUME);
    assertThat(missing.drops(PLACE)).isTrue();
    assertThat(dropped()).isEqualTo(2);
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
    SparedProducer.sparing("orders", streams, missing).onCompletion(null, forbidden);

    assertThat(heard).isEmpty();
    assertThat(missing.drops(PLACE)).isTrue();
    assertThat(dropped()).isEqualTo(2);
    nanos += TimeUnit.SECONDS.toNanos(31);
    assertThat(missing.drops(PLACE)).as("the right may be back").isFalse();
  }

  @Test
  void streamsHearsOfEverythingElse_andOfWhatTheServerCannotDoWithout() {
    List<Exception> heard = new ArrayList<>();
    Callback streams = (metadata, failure) -> heard.add(failure);
    Exception forbidden = new TopicAuthorizationException("no Write");
    Exception late = new TimeoutException();
    SparedProducer.sparing("cmq.queue.q", streams, missing).onCompletion(null, forbidden);
    SparedProducer.sparing("orders", streams, missing).onCompletion(null, late);
    SparedProducer.sparing("orders", streams, missing).onCompletion(null, null);

    assertThat(heard).containsExactly(forbidden, late, null);
    assertThat(dropped()).isZero();
  }

  private Result resultOf(Exception failure) {
    return refused.handleError(null, new ProducerRecord<>("orders", new byte[0]), failure).result();
  }

  private double dropped() {
    return meters.find("cmq.copies.dropped").counter().count();
  }
}
