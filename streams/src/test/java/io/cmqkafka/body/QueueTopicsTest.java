package io.cmqkafka.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QueueTopicsTest {
  private static final String TOPIC = "cmq.queue.orders";
  private static final QueueAttributes ATTRIBUTES =
      new QueueAttributes(1_000_000, 0, 30, 65_536, 60, 0);
  private static final QueueAttributes DELIVERY =
      new QueueAttributes(1_000_000, 0, 30, 65_536, 90_000, 0);

  private final FakeAdmin admin = new FakeAdmin();
  private final List<Long> pausesMs = new ArrayList<>();
  private final QueueTopics topics =
      new QueueTopics(admin.admin(), Fixtures.layout(1).replication(), this::later);

  /** What happens while it waits. */
  private Runnable meanwhile = () -> {};

  private Executor later(long ms) {
    return task -> {
      pausesMs.add(ms);
      meanwhile.run();
      task.run();
    };
  }

  @Test
  void aTopicThatIsNotThereIsCreated() {
    QueueTopics.Created created = topics.create(TOPIC, 2, ATTRIBUTES).join();
    assertThat(created.fresh()).isTrue();
    assertThat(created.begins()).isEqualTo(List.of(0L, 0L));
  }

  @Test
  void aTopicThatIsThereIsTakenFromItsEndOn_andNotChanged() {
    admin.topics.put(TOPIC, 3);
    admin.answer(partition -> FakeAdmin.found(5 + partition.partition(), -1));
    QueueTopics.Created found = topics.create(TOPIC, 1, ATTRIBUTES).join();
    assertThat(found.fresh()).isFalse();
    assertThat(found.begins()).isEqualTo(List.of(5L, 6L, 7L));
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aTopicThatTheBrokerHasNotHeardOfYetIsWaitedFor() {
    admin.topics.put(TOPIC, 1);
    admin.unheardOf.add(TOPIC);
    admin.answer(partition -> FakeAdmin.found(5, -1));
    meanwhile =
        () -> {
          if (pausesMs.size() == 4) {
            admin.unheardOf.clear();
          }
        };
    assertThat(topics.create(TOPIC, 1, ATTRIBUTES).join().begins()).containsExactly(5L);
    assertThat(pausesMs).containsExactly(50L, 100L, 200L, 400L);
  }

  @Test
  void aTopicThatIsGoneMeanwhileIsCreated() {
    admin.topics.put(TOPIC, 1);
    admin.unheardOf.add(TOPIC);
    meanwhile = () -> admin.topics.remove(TOPIC);
    assertThat(topics.create(TOPIC, 1, ATTRIBUTES).join().fresh()).isTrue();
  }

  @Test
  void aTopicThatIsNotHeardOfInTimeIsAFailure() {
    admin.topics.put(TOPIC, 1);
    admin.unheardOf.add(TOPIC);
    assertThat(topics.create(TOPIC, 1, ATTRIBUTES))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
    assertThat(pausesMs).hasSize(5);
  }

  @Test
  void aTopicIsThereUnderItsIdOnly() {
    assertThat(topics.isThere(TOPIC, Uuid.ONE_UUID.toString()).join()).isFalse();
    admin.topics.put(TOPIC, 1);
    assertThat(topics.isThere(TOPIC, Uuid.ONE_UUID.toString()).join()).isTrue();
    assertThat(topics.isThere(TOPIC, Fixtures.TOPIC_ID.replace('Q', 'g')).join()).isFalse();
  }

  @Test
  void aTopicThatWasCreatedJustNowIsSettledAsItIs() {
    QueueTopics.Created created = topics.create(TOPIC, 1, ATTRIBUTES).join();
    assertThat(topics.applySettings(TOPIC, created, ATTRIBUTES).join()).isTrue();
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aTopicThatWasFoundIsSettledAlsoThoughTheNextBrokerHasNotHeardOfItYet() {
    admin.topics.put(TOPIC, 1);
    QueueTopics.Created found = topics.create(TOPIC, 1, ATTRIBUTES).join();
    admin.unheardOf.add(TOPIC);
    meanwhile = admin.unheardOf::clear;
    assertThat(topics.applySettings(TOPIC, found, ATTRIBUTES).join()).isTrue();
    assertThat(admin.altered).containsKey(TOPIC);
  }

  @Test
  void aDeliveryTopicWhoseSettingsTheNextBrokerDoesNotKnowYetIsWaitedFor() {
    topics.createDelivery(TOPIC, DELIVERY).join();
    Map<String, String> settings = admin.configs.remove(TOPIC);
    meanwhile = () -> admin.configs.put(TOPIC, settings);
    assertThat(topics.createDelivery(TOPIC, DELIVERY).join().fresh()).isFalse();
    assertThat(pausesMs).containsExactly(50L);
  }

  /** What is asked about a topic while a client waits; to each the right answer is not empty. */
  enum Question {
    WHERE_A_TIME_BEGINS(topics -> topics.since(TOPIC, 2, 1_000)),
    WHETHER_IT_CAN_BE_BOUND(topics -> topics.existing(TOPIC).thenApply(Optional::orElseThrow)),
    WHETHER_IT_IS_WRITABLE(topics -> topics.isWritable(TOPIC).thenApply(Question::orNothing)),
    WHETHER_IT_TAKES_A_MEGABYTE(topics -> topics.takes(TOPIC, 1 << 20).thenApply(is -> is)),
    WHETHER_IT_IS_A_DELIVERY(topics -> topics.createDelivery(TOPIC, DELIVERY));

    final Function<QueueTopics, CompletableFuture<?>> asked;

    Question(Function<QueueTopics, CompletableFuture<?>> asked) {
      this.asked = asked;
    }

    private static Boolean orNothing(boolean is) {
      return is ? true : null;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAskedOfABrokerThatHasNotHeardOfTheTopicYetIsAskedAgain(Question question) {
    topics.create(TOPIC, 1, DELIVERY).join();
    admin.unheardOf.add(TOPIC);
    meanwhile =
        () -> {
          if (pausesMs.size() == 3) {
            admin.unheardOf.clear();
          }
        };
    assertThat(question.asked.apply(topics).join()).isNotNull();
    assertThat(pausesMs).containsExactly(50L, 100L, 200L);
  }

  @Test
  void whoCannotWaitIsToldWhatTheAskedBrokerKnows() {
    assertThat(topics.seemsWritable(TOPIC).join()).isFalse();
    topics.create(TOPIC, 1, DELIVERY).join();
    assertThat(topics.seemsWritable(TOPIC).join()).isTrue();
    assertThat(pausesMs).isEmpty();
  }

  @Test
  void whoAsksKafkaMayStopWaiting() {
    topics.create(TOPIC, 1, DELIVERY).join();
    assertThat(topics.idOf(TOPIC).completeOnTimeout("late", 10, TimeUnit.SECONDS).join())
        .isNotEqualTo("late");
    assertThat(topics.seemsWritable(TOPIC).completeOnTimeout(false, 10, TimeUnit.SECONDS).join())
        .isTrue();
    assertThat(topics.seemsWritable("none").completeOnTimeout(true, 10, TimeUnit.SECONDS).join())
        .isFalse();
  }

  @Test
  void aTopicThatWasFoundAndIsGoneSinceIsTold() {
    admin.topics.put(TOPIC, 1);
    QueueTopics.Created found = topics.create(TOPIC, 1, ATTRIBUTES).join();
    admin.topics.remove(TOPIC);
    assertThat(topics.applySettings(TOPIC, found, ATTRIBUTES).join()).isFalse();
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aNameThatKafkaHoldsForAnotherIsRefusedAsSuch() {
    admin.createFailures.add(new InvalidTopicException("collides with existing topics"));
    assertThat(refusalOf(topics.create(TOPIC, 1, ATTRIBUTES))).isEqualTo(Refusal.NAME_COLLIDES);
  }

  @Test
  void aDeliveryTopicIsMade_andTakenOverOnlyFromItsLike() {
    assertThat(topics.createDelivery(TOPIC, DELIVERY).join().fresh()).isTrue();
    assertThat(topics.createDelivery(TOPIC, DELIVERY).join().fresh()).isFalse();
    // Those of earlier versions keep a day.
    admin.configs.get(TOPIC).put(TopicConfig.RETENTION_MS_CONFIG, "86400000");
    assertThat(topics.createDelivery(TOPIC, DELIVERY).join().fresh()).isFalse();
    admin.configs.get(TOPIC).put(TopicConfig.RETENTION_MS_CONFIG, "-1");
    assertThat(topics.createDelivery(TOPIC, DELIVERY).join().fresh()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, compact",
    "message.timestamp.type, CreateTime",
    "retention.ms, 86399999",
    "max.message.bytes, 1048588"
  })
  void aDeliveryTopicOfAnotherMakingIsRefused_andNotChanged(String setting, String value) {
    topics.createDelivery(TOPIC, DELIVERY).join();
    admin.configs.get(TOPIC).put(setting, value);
    assertThat(refusalOf(topics.createDelivery(TOPIC, DELIVERY)))
        .isEqualTo(Refusal.DELIVERY_TOPIC_UNSUITABLE);
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aDeliveryTopicOfSeveralPartitionsIsRefused() {
    topics.create(TOPIC, 2, ATTRIBUTES).join();
    assertThat(refusalOf(topics.createDelivery(TOPIC, DELIVERY)))
        .isEqualTo(Refusal.DELIVERY_TOPIC_UNSUITABLE);
  }

  @Test
  void whatATopicTakesIsInItsSettings_orNotKnown() {
    topics.create(TOPIC, 1, ATTRIBUTES).join();
    admin.configs.get(TOPIC).put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "3024");
    assertThat(topics.takes(TOPIC, 2_000).join()).isTrue();
    assertThat(topics.takes(TOPIC, 2_001).join()).isFalse();
    admin.configs.get(TOPIC).put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete");
    assertThat(topics.takes(TOPIC, 2_000).join()).isFalse();
    assertThat(topics.takes("not-there", 2_000).join()).isTrue();
  }

  private static Refusal refusalOf(CompletableFuture<?> refused) {
    return refused
        .handle(
            (value, failure) ->
                ((RefusedException)
                        (failure instanceof CompletionException ? failure.getCause() : failure))
                    .refusal())
        .join();
  }

  @Test
  void aTopicThatWasFoundHasAllSettingsOfAQueuesTopicOnceItIsSettled() {
    admin.topics.put(TOPIC, 1);
    QueueTopics.Created found = topics.create(TOPIC, 1, ATTRIBUTES).join();
    assertThat(topics.applySettings(TOPIC, found, ATTRIBUTES).join()).isTrue();
    assertThat(admin.altered.get(TOPIC))
        .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "60000")
        .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
        .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "delete")
        .containsEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1")
        .containsKey(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
  }
}
