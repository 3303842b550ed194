package io.cmqkafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.QueueAttributes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;

class QueueTopicsTest {
  private static final String TOPIC = "cmq.queue.orders";
  private static final QueueAttributes ATTRIBUTES =
      new QueueAttributes(1_000_000, 0, 30, 65_536, 60, 0);

  private final FakeAdmin admin = new FakeAdmin();
  private final QueueTopics topics = new QueueTopics(admin.admin(), Fixtures.config(Map.of()));

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
  void aTopicIsThereUnderItsIdOnly() {
    assertThat(topics.isThere(TOPIC, Uuid.ONE_UUID.toString()).join()).isFalse();
    admin.topics.put(TOPIC, 1);
    assertThat(topics.isThere(TOPIC, Uuid.ONE_UUID.toString()).join()).isTrue();
    assertThat(topics.isThere(TOPIC, Fixtures.TOPIC_ID.replace('Q', 'g')).join()).isFalse();
  }

  @Test
  void anAdoptedTopicHasAllSettingsOfAQueuesTopic() {
    topics.adopt(TOPIC, ATTRIBUTES).join();
    assertThat(admin.altered.get(TOPIC))
        .containsEntry(TopicConfig.RETENTION_MS_CONFIG, "60000")
        .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
        .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "delete")
        .containsEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1")
        .containsKey(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
  }
}
