package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.KnownRules;
import io.cmqkafka.config.Replication;
import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.config.TopicLayout;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.Fixtures;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.internals.StreamsConfigUtils;
import org.junit.jupiter.api.Test;

class CmqStreamsTest {

  @Test
  void changelogsHaveTheMinInsyncReplicasOfEverythingElse() {
    StreamsConfig config = new StreamsConfig(CmqStreams.properties(config(Map.of())));
    assertThat(config.originalsWithPrefix(StreamsConfig.TOPIC_PREFIX))
        .containsEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    assertThat(config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(3);
  }

  @Test
  void commandsAreNeverSkipped_whateverIsPassedThroughForOtherClients() {
    StreamsConfig config =
        new StreamsConfig(
            CmqStreams.properties(
                config(Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"))));
    assertThat(config.getMainConsumerConfigs("cmq.queues", "client", 0))
        .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
  }

  @Test
  void stateAndPositionAreCommittedTogether_andTheTransactionOutlivesTheCommitInterval() {
    Properties properties = CmqStreams.properties(config(Map.of()));
    StreamsConfig config = new StreamsConfig(properties);
    assertThat(StreamsConfigUtils.processingMode(config))
        .isEqualTo(StreamsConfigUtils.ProcessingMode.EXACTLY_ONCE_V2);
    assertThat((int) properties.get("producer.transaction.timeout.ms")).isGreaterThan(100);
  }

  @Test
  void streamThreadsTellWhichRulesTheirProcessOffers() {
    assertThat(CmqStreams.properties(config(Map.of())).get(StreamsConfig.CLIENT_ID_CONFIG))
        .isEqualTo("cmq-queues-me-rules3");
  }

  @Test
  void standbysFollowTheStateOfQueues() {
    StreamsConfig config = new StreamsConfig(CmqStreams.properties(config(Map.of())));
    assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
  }

  private static CmqConfig config(Map<String, Object> more) {
    Map<String, Object> kafka = new HashMap<>(more);
    kafka.put("bootstrap.servers", "127.0.0.1:1");
    CmqConfig usual = Fixtures.config(Map.of());
    return new CmqConfig(
        new ThisProcess("me", false, Path.of("none"), kafka),
        new TopicLayout(new KafkaTopics("cmq."), new Replication((short) 3, 2), 1, 1, 1),
        new TopologySettings(1, 1, 6_000, 100, new KnownRules(new Rules(5), new Rules(3)), 60_000),
        usual.queues(),
        usual.topics(),
        usual.bounds());
  }
}
