package io.cmqkafka.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaTopicSetupTest {
  private final FakeAdmin admin = new FakeAdmin();
  private final KafkaTopicSetup setup =
      new KafkaTopicSetup(
          admin.admin(), Fixtures.layout(1), 5_000, System.nanoTime() + TimeUnit.HOURS.toNanos(1));

  @Test
  void whatItMadeItselfIsNotChangedAtTheNextStart() throws Exception {
    setup.run();
    assertThat(admin.topics)
        .containsKeys("cmq.commands", "cmq.replies", "cmq.catalog", "cmq.publications");
    setup.run();
    assertThat(admin.altered).isEmpty();
  }

  @Test
  void aKafkaThatIsSlowIsAskedAgain() throws Exception {
    admin.createFailures.add(new org.apache.kafka.common.errors.TimeoutException("slow"));
    admin.createFailures.add(new org.apache.kafka.common.errors.TimeoutException("slow"));
    KafkaTopicSetup.Partitions made = setup.run();
    assertThat(made.commands()).isEqualTo(1);
    assertThat(made.isNewCluster()).isTrue();
    assertThat(admin.topics).containsKey("cmq.commands");
  }

  @Test
  void aKafkaThatIsSlowIsAskedNoLongerThanTheStartMayTake() {
    admin.createFailures.add(new org.apache.kafka.common.errors.TimeoutException("slow"));
    KafkaTopicSetup late =
        new KafkaTopicSetup(admin.admin(), Fixtures.layout(1), 5_000, System.nanoTime() - 1);
    assertThatThrownBy(late::run).isInstanceOf(TimeoutException.class);
  }

  @Test
  void whatTheServerDependsOnIsSetRight_andNothingElse() throws Exception {
    madeBySomebodyElse();
    assertThat(setup.run())
        .isEqualTo(new KafkaTopicSetup.Partitions(7, 3, 5, Fixtures.TOPIC_ID, false));
    assertThat(admin.altered)
        .isEqualTo(
            Map.of(
                "cmq.commands",
                Map.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                    TopicConfig.RETENTION_MS_CONFIG, "-1"),
                "cmq.catalog",
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"),
                "cmq.publications",
                Map.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "1114112")));
  }

  @Test
  void whatCannotBeSetRightIsNamed() {
    madeBySomebodyElse();
    admin.alterFailure = new TopicAuthorizationException("not authorized");
    assertThatThrownBy(setup::run)
        .cause()
        .isInstanceOf(TopicSettingException.class)
        .hasMessageContainingAll(
            "cmq.commands", "message.timestamp.type=LogAppendTime", "not auth");
  }

  @Test
  void moreReplicasThanTheClusterHasBrokersAreRefused_whereNoTopicHasThem() throws Exception {
    setup.run();
    admin.brokers.put(1, Map.of());
    KafkaTopicSetup wantsThree =
        new KafkaTopicSetup(
            admin.admin(),
            Fixtures.layout(3),
            5_000,
            System.nanoTime() + TimeUnit.HOURS.toNanos(1));
    assertThatThrownBy(wantsThree::run)
        .cause()
        .isInstanceOf(InvalidReplicationFactorException.class)
        .hasMessageContainingAll("it is 3", "1 broker,", "cmq.commands has 1 copy");
    admin.brokers.put(2, Map.of());
    admin.brokers.put(3, Map.of());
    wantsThree.run();
  }

  @Test
  void aRightThatIsMissingIsNamed() {
    admin.createFailures.add(new TopicAuthorizationException("Authorization failed."));
    assertThatThrownBy(setup::run)
        .cause()
        .isInstanceOf(AuthorizationException.class)
        .hasMessageContaining("Create on topic cmq.commands");
  }

  private void madeBySomebodyElse() {
    admin.topics.putAll(
        Map.of("cmq.commands", 7, "cmq.replies", 3, "cmq.catalog", 1, "cmq.publications", 5));
    for (String topic : admin.topics.keySet()) {
      admin.configs.put(
          topic,
          new ConcurrentHashMap<>(
              Map.of(
                  TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime",
                  TopicConfig.CLEANUP_POLICY_CONFIG, "delete",
                  TopicConfig.RETENTION_MS_CONFIG, "604800000",
                  TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                  TopicConfig.SEGMENT_BYTES_CONFIG, "1073741824")));
    }
  }
}
