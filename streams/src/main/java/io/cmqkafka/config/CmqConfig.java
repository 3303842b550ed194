package io.cmqkafka.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the Kafka side of a process is told. Limits are per process unless they say otherwise.
 *
 * @param rules which rules it knows, and which it lets be put in force
 * @param kafka client properties for every Kafka client, {@code bootstrap.servers} among them
 * @param topicPrefix begins the name of every Kafka topic and group of ours
 * @param replicationFactor of every Kafka topic of ours
 * @param minInsyncReplicas of every Kafka topic of ours
 * @param commandsPartitions partitions of the commands log, fixed when it is first created
 * @param repliesPartitions likewise of the replies topic
 * @param publicationsPartitions likewise of the publications topic
 * @param streamThreads threads that run each topology
 * @param standbyReplicas processes that follow the state of each commands partition besides its
 *     owner
 * @param sessionTimeoutMs after so long without a sign of life another process takes over, ms
 * @param commitIntervalMs how often state and log position are committed together, ms
 * @param commandsRetentionMs how long processed commands are kept as an audit trail, ms
 * @param stateDir where Kafka Streams keeps its directory
 * @param instanceId names this process; another one for each process of the cluster
 * @param onlyInstance no second process can exist (embedded broker), so a restart need not wait for
 *     its predecessor's session to end
 * @param bodyCacheBytes bytes of message bodies kept at hand
 * @param maxPendingRequests requests waiting for a reply; beyond it they are refused as OVERLOADED
 * @param maxInflightBytes bytes that requests and pushes may make this process hold; beyond it
 *     requests are refused as OVERLOADED, and pushes wait
 * @param requestTimeoutMs how long Kafka may take for a request before it is refused as UNAVAILABLE
 * @param maxQueues queues in the cluster
 * @param maxTopics (CMQ) topics in the cluster
 * @param maxSubscriptions subscriptions of one topic
 * @param endpointTopics which existing Kafka topics subscriptions may write to; null for none
 * @param bindTopics which existing Kafka topics may be bound to a queue; null for none
 * @param maxInactive messages in flight per queue partition
 * @param maxDelayed delayed messages per queue
 * @param queueRateLimit messages a second that clients may send to one queue; beyond it they are
 *     refused as OVERLOADED; 0 for no limit
 * @param topicRateLimit likewise messages that clients may publish to one (CMQ) topic
 */
public record CmqConfig(
    KnownRules rules,
    Map<String, Object> kafka,
    String topicPrefix,
    short replicationFactor,
    int minInsyncReplicas,
    int commandsPartitions,
    int repliesPartitions,
    int publicationsPartitions,
    int streamThreads,
    int standbyReplicas,
    int sessionTimeoutMs,
    int commitIntervalMs,
    long commandsRetentionMs,
    Path stateDir,
    String instanceId,
    boolean onlyInstance,
    long bodyCacheBytes,
    int maxPendingRequests,
    long maxInflightBytes,
    int requestTimeoutMs,
    int maxQueues,
    int maxTopics,
    int maxSubscriptions,
    Pattern endpointTopics,
    Pattern bindTopics,
    int maxInactive,
    int maxDelayed,
    int queueRateLimit,
    int topicRateLimit) {

  public CmqConfig {
    kafka = Map.copyOf(kafka);
  }

  /** A fresh copy of the client properties with these on top. */
  public Map<String, Object> kafkaWith(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(kafka);
    all.putAll(more);
    return all;
  }

  /** The pushes' part of {@link #maxInflightBytes}: slow endpoints hold up no requests. */
  public long maxPushedBytes() {
    return maxInflightBytes / 4;
  }

  public KafkaTopics topics() {
    return new KafkaTopics(topicPrefix);
  }

  /** What each thread that copies publications may have on its way to Kafka, and waiting for it. */
  public long fanOutBufferBytes() {
    return Math.max(4L << 20, Math.min(32L << 20, maxInflightBytes / 4));
  }

  /** Names the client properties without their values, among which are passwords. */
  @Override
  public String toString() {
    return "CmqConfig[instanceId=%s, topicPrefix=%s, kafka=%s]"
        .formatted(instanceId, topicPrefix, new TreeSet<>(kafka.keySet()));
  }
}
