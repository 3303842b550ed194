package io.cmqkafka.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.SteppedClocks;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionRepairTest {
  private static final long LONG_AGO = SteppedClocks.START_MS - 3_600_000;

  private final FakeAdmin admin = new FakeAdmin();
  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();
  private final RetentionRepair kept =
      new RetentionRepair(
          new QueueTopics(admin.admin(), Fixtures.layout(1).replication()), ages, 1_000);

  @BeforeEach
  void knowTheBroker() {
    clocks.append(ages, 0);
  }

  @Test
  void aTopicThatKeepsLessThanTheQueuePromisesIsSetRight() throws Exception {
    kafkaKeeps("orders", 60_000);
    kept.repair(List.of(queue("orders", 3_600, LONG_AGO)));
    assertThat(admin.altered)
        .containsEntry("orders", Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000"));
  }

  @Test
  void oneThatKeepsMoreStaysAsItIs() throws Exception {
    kafkaKeeps("orders", 7_200_000);
    kafkaKeeps("other", -1);
    kept.repair(List.of(queue("orders", 3_600, LONG_AGO), queue("other", 3_600, LONG_AGO)));
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aQueueIsLookedAtOnceAfterEachChange_andAgainWhileTheChangeIsYoung() throws Exception {
    kafkaKeeps("orders", 3_600_000);
    kept.repair(List.of(queue("orders", 3_600, LONG_AGO)));
    kept.repair(List.of(queue("orders", 3_600, LONG_AGO)));
    assertThat(admin.described).hasSize(1);
    QueueDefinition changed = queue("orders", 60, clocks.trueMs());
    kept.repair(List.of(changed));
    clocks.setBroker(3_600_000);
    clocks.append(ages, 0);
    kept.repair(List.of(changed));
    assertThat(admin.described).hasSize(3);
    clocks.pass(60_001);
    kept.repair(List.of(changed));
    kept.repair(List.of(changed));
    assertThat(admin.described).hasSize(4);
  }

  @Test
  void topicsThatAreGoneHoldUpNothing_andMoreThanAHundredAreLookedAtInTurns() throws Exception {
    List<QueueDefinition> queues =
        IntStream.range(0, 101).mapToObj(i -> queue("queue" + i, 3_600, LONG_AGO)).toList();
    kafkaKeeps("queue100", 60_000);
    kept.repair(queues);
    assertThat(admin.altered).isEmpty();
    kept.repair(queues);
    assertThat(admin.altered).containsOnlyKeys("queue100");
  }

  @Test
  void aHundredThatWereChangedJustNowHoldUpNoOther() throws Exception {
    List<QueueDefinition> queues =
        IntStream.range(0, 101).mapToObj(i -> queue("queue" + i, 3_600, clocks.trueMs())).toList();
    kafkaKeeps("queue100", 60_000);
    kept.repair(queues);
    kept.repair(queues);
    assertThat(admin.altered).containsOnlyKeys("queue100");
  }

  @Test
  void topicsThatWereThereBeforeTheirQueueAreLeftAlone() throws Exception {
    kafkaKeeps("events", 60_000);
    kept.repair(List.of(Fixtures.boundQueue("orders", "events", 3_600)));
    assertThat(admin.described).isEmpty();
  }

  private void kafkaKeeps(String topic, long ms) {
    admin.configs.put(
        topic, new ConcurrentHashMap<>(Map.of(TopicConfig.RETENTION_MS_CONFIG, "" + ms)));
  }

  private static QueueDefinition queue(String topic, int retentionSeconds, long changedMs) {
    return new QueueDefinition(
        topic,
        "queue-" + topic,
        topic,
        Fixtures.TOPIC_ID,
        false,
        List.of(0L),
        new QueueAttributes(1_000_000, 0, 30, 65_536, retentionSeconds, 0),
        changedMs,
        changedMs);
  }
}
