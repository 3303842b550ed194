package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.Measure;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** What Streams does to a processor when Kafka fails it. */
class FanOutProcessorTest {
  private static final KafkaTopics NAMES = new KafkaTopics("cmq.");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Tally tally = new Tally();

  /** Who chooses everything that is published, and has no queue. */
  private List<String> lost = List.of();

  /** How often the cluster says that it has the topic of the second queue; negative for ever. */
  private int timesThere = -1;

  private final FanOutProcessor processor =
      new FanOutProcessor(
          new ThreePlaces(),
          new MissingTopics(admin(), NAMES, 1_000, System::nanoTime),
          new CopyTally(tally, subscription -> Optional.of("topic-1"), NAMES, meters),
          "kafka-id",
          new SkippedRecords(meters));
  private final Context<byte[]> context = new Context<>();

  private final class ThreePlaces implements CopyTargets {
    @Override
    public void awaitVersion(long catalogVersion) {}

    @Override
    public Chosen of(String topicName, String topicId, MessageId at, Labels labels) {
      return new Chosen(
          List.of(
              new Place("subsc-1", "queue-1", "cmq.queue.one", 1),
              new Place("subsc-2", "queue-2", "cmq.queue.two", 1),
              new Place("subsc-3", "orders", "orders", 0)),
          lost);
    }
  }

  private static final class Context<B> extends MockProcessorContext<CopyAddress, B> {
    private String failing;
    private String forbidden;
    private int unknown;

    @Override
    public <K extends CopyAddress, V extends B> void forward(Record<K, V> copy) {
      if (copy.key().kafkaTopic().equals(failing)) {
        throw new StreamsException("Kafka is gone");
      }
      if (copy.key().kafkaTopic().equals(forbidden)) {
        throw new StreamsException("no partitions", new TopicAuthorizationException("no right"));
      }
      if (copy.key().kafkaTopic().equals("cmq.queue.two") && unknown > 0) {
        unknown--;
        throw new TimeoutException("Topic cmq.queue.two not present in metadata after 1000 ms.");
      }
      super.forward(copy);
    }
  }

  @Test
  void aTaskThatIsOpenedAgainAfterAFailureKnowsNoCopyBefore() {
    processor.init(context);
    publish(7);
    publish(8);
    // Nothing of it was committed.
    processor.init(context);
    publish(7);
    publish(8);

    assertThat(sources("cmq.queue.one"))
        .containsExactly(source(1, 7, -1), source(1, 8, 7), source(1, 7, -1), source(1, 8, 7));
  }

  @Test
  void aPublicationThatComesAgainSaysOfItsCopiesWhatItSaidBefore() {
    processor.init(context);
    publish(7);
    context.failing = "cmq.queue.two";
    assertThatExceptionOfType(StreamsException.class).isThrownBy(() -> publish(8));
    context.failing = null;
    publish(8);
    publish(9);

    assertThat(sources("cmq.queue.one"))
        .containsExactly(source(1, 7, -1), source(1, 8, 7), source(1, 8, 7), source(1, 9, 8));
    assertThat(sources("cmq.queue.two"))
        .containsExactly(source(2, 7, -1), source(2, 8, 7), source(2, 9, 8));
  }

  @Test
  void aCopyIsTriedAgainWhileItsTopicIsThere_becauseTheProducerMayBeLateToKnowIt() {
    processor.init(context);
    context.unknown = 5;
    publish(7);

    assertThat(sources("cmq.queue.two")).containsExactly(source(2, 7, -1));
    assertThat(sources("cmq.queue.one")).containsExactly(source(1, 7, -1));
    assertThat(dropped()).isZero();
  }

  @Test
  void aCopyIsDroppedWhenItsTopicIsGone_andTheOthersAreMade() {
    processor.init(context);
    timesThere = 2;
    context.unknown = Integer.MAX_VALUE;
    publish(7);
    publish(8);

    assertThat(sources("cmq.queue.two")).isEmpty();
    assertThat(sources("cmq.queue.one")).containsExactly(source(1, 7, -1), source(1, 8, 7));
    assertThat(dropped()).isEqualTo(2);
    Map<String, long[]> told = tally.take();
    assertThat(told).containsOnlyKeys("subsc-2", "topic-1");
    assertThat(told.get("subsc-2")[Measure.FAILED_PUSHES.ordinal()]).isEqualTo(2);
    assertThat(told.get("topic-1")[Measure.FAILED_PUSHES.ordinal()]).isEqualTo(2);
  }

  @Test
  void aSubscriptionWhoseQueueWasDeletedIsToldThatItGotNothing_andTheOperatorIsNotWarned() {
    processor.init(context);
    lost = List.of("subsc-4");
    publish(7);
    context.failing = "cmq.queue.two";
    assertThatExceptionOfType(StreamsException.class).isThrownBy(() -> publish(8));
    context.failing = null;
    publish(8);

    Map<String, long[]> told = tally.take();
    assertThat(told.get("subsc-4")[Measure.FAILED_PUSHES.ordinal()]).isEqualTo(2);
    assertThat(told.get("topic-1")[Measure.FAILED_PUSHES.ordinal()]).isEqualTo(2);
    assertThat(dropped()).isZero();
  }

  @Test
  void aTopicThatIsThereAndCannotBeReachedEndsTheThread_soThatAnotherOneTries() {
    processor.init(context);
    context.unknown = Integer.MAX_VALUE;
    assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> publish(7));
    assertThat(dropped()).isZero();
  }

  @Test
  void aForeignTopicThatMayNotEvenBeSeenMissesCopies_andNobodyElseDoes() {
    processor.init(context);
    context.forbidden = "orders";
    publish(7);
    publish(8);

    assertThat(sources("orders")).isEmpty();
    assertThat(sources("cmq.queue.two")).containsExactly(source(2, 7, -1), source(2, 8, 7));
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void withoutTheRightToOneOfTheServersOwnNothingIsDropped() {
    processor.init(context);
    context.forbidden = "cmq.queue.two";
    assertThatExceptionOfType(StreamsException.class).isThrownBy(() -> publish(7));
    assertThat(dropped()).isZero();
  }

  private double dropped() {
    return meters.find("cmq.copies.dropped").counter().count();
  }

  private Admin admin() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("createTopics");
              assertThat(((CreateTopicsOptions) arguments[1]).shouldValidateOnly()).isTrue();
              KafkaFutureImpl<CreateTopicsResult.TopicMetadataAndConfig> answer =
                  new KafkaFutureImpl<>();
              if (timesThere == 0) {
                answer.complete(null);
              } else {
                timesThere--;
                answer.completeExceptionally(new TopicExistsException("it is there"));
              }
              return new CreateTopicsResult(Map.of("cmq.queue.two", answer)) {};
            });
  }

  @Test
  void whatKafkaHasWrittenAnewWhereItLostPublicationsIsNoRepeatOfThem() {
    processor.init(context);
    publish(7, 4);
    publish(8, 4);
    publish(9, 4);
    // A leader that did not have 8 and 9.
    publish(8, 6);
    publish(9, 6);
    publish(10, 7);

    assertThat(sources("cmq.queue.one"))
        .containsExactly(
            new CopyHeader("kafka-id/0/4/subsc-1", 7, -1),
            new CopyHeader("kafka-id/0/4/subsc-1", 8, 7),
            new CopyHeader("kafka-id/0/4/subsc-1", 9, 8),
            new CopyHeader("kafka-id/0/6/subsc-1", 8, -1),
            new CopyHeader("kafka-id/0/6/subsc-1", 9, 8),
            new CopyHeader("kafka-id/0/7/subsc-1", 10, -1));
  }

  @Test
  void whatIsReadAgainBecauseKafkaHasLostTheEndSaysWhatAQueueUnderstands() {
    processor.init(context);
    publish(7, 4);
    publish(8, 4);
    publish(9, 4);
    publish(7, 4);
    publish(8, 4);

    assertThat(sources("cmq.queue.one"))
        .extracting(CopyHeader::previous)
        .containsExactly(-1L, 7L, 8L, -1L, 7L);
  }

  private void publish(long offset) {
    publish(offset, -1);
  }

  private void publish(long offset, int leaderEpoch) {
    Headers headers = PublicationHeaders.of("topic-1", Labels.NONE, 1);
    if (leaderEpoch >= 0) {
      PublicationHeaders.noteLeaderEpoch(headers, Optional.of(leaderEpoch));
    }
    context.setCurrentSystemTimeMs(1);
    context.setRecordMetadata("cmq.publications", 0, offset);
    processor.process(new Record<>("news".getBytes(UTF_8), "body".getBytes(UTF_8), 1, headers));
  }

  private List<CopyHeader> sources(String kafkaTopic) {
    return context.forwarded().stream()
        .map(one -> one.record())
        .filter(copy -> copy.key().kafkaTopic().equals(kafkaTopic))
        .map(copy -> CopyHeader.in(copy.headers()))
        .toList();
  }

  private static CopyHeader source(int subscription, long number, long previous) {
    return new CopyHeader("kafka-id/0/subsc-" + subscription, number, previous);
  }
}
