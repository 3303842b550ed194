package io.cmqkafka.facade;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KnownRules;
import io.cmqkafka.facade.cli.Settings;
import io.cmqkafka.queue.Rules;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Turns the operator's settings into what the Kafka side is told. */
final class CmqConfigs {
  private static final int INSTANCE_ID_BYTES = 6;

  private CmqConfigs() {}

  /**
   * @param servers where the cluster or the embedded broker is
   * @param stateDir where Kafka Streams keeps its directory
   */
  static CmqConfig of(Settings settings, String servers, Path stateDir) {
    byte[] instanceId = new byte[INSTANCE_ID_BYTES];
    new SecureRandom().nextBytes(instanceId);
    return new CmqConfig(
        new KnownRules(Rules.NEWEST, new Rules(settings.rulesVersion())),
        settings.clientProperties(servers),
        settings.topicPrefix(),
        (short) settings.replicationFactor(),
        settings.minInsyncReplicas(),
        settings.commandsPartitions(),
        settings.repliesPartitions(),
        settings.publicationsPartitions(),
        settings.streamThreads(),
        settings.standbyReplicas(),
        settings.sessionTimeoutMs(),
        settings.commitIntervalMs(),
        settings.commandsRetentionMs(),
        stateDir,
        HexFormat.of().formatHex(instanceId),
        !settings.hasCluster(),
        settings.bodyCacheBytes(),
        settings.maxPendingRequests(),
        settings.maxInflightBytes(),
        settings.requestTimeoutMs(),
        settings.maxQueues(),
        settings.maxTopics(),
        settings.maxSubscriptions(),
        settings.endpointTopics().orElse(null),
        settings.bindTopics().orElse(null),
        settings.queueMaxInactive(),
        settings.queueMaxDelayed(),
        settings.queueRateLimit(),
        settings.topicRateLimit());
  }
}
