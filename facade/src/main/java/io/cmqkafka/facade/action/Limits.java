package io.cmqkafka.facade.action;

/**
 * The operator's limits on what a client may ask for.
 *
 * @param delayMaxSeconds largest delaySeconds of a send, 0 to 6,048,000 (70 days, the most that
 *     CMQ's own clients allow); CMQ's limit is 3,600
 * @param queuePartitions Kafka partitions of a queue whose CreateQueue names none, 1 to 64
 * @param queueQps messages a second that may be sent to a queue, 0 when nothing limits them
 * @param topicQps likewise published to a topic
 */
public record Limits(int delayMaxSeconds, int queuePartitions, int queueQps, int topicQps) {

  /** CMQ's own, which clients are told when there is no limit. */
  private static final int CMQS_QPS = 5_000;

  /** Most Kafka partitions a queue may have. */
  public static final int MAX_QUEUE_PARTITIONS = 64;

  public static final int MAX_DELAY_SECONDS = 6_048_000;

  public static final Limits DEFAULTS = new Limits(3_600, 1, 0, 0);

  public Limits {
    if (delayMaxSeconds < 0 || delayMaxSeconds > MAX_DELAY_SECONDS) {
      throw new IllegalArgumentException(
          "delayMaxSeconds is " + delayMaxSeconds + ", must be 0 to " + MAX_DELAY_SECONDS);
    }
    if (queuePartitions < 1 || queuePartitions > MAX_QUEUE_PARTITIONS) {
      throw new IllegalArgumentException(
          "queuePartitions is " + queuePartitions + ", must be 1 to " + MAX_QUEUE_PARTITIONS);
    }
  }

  /** The qps among a queue's attributes. */
  int shownQueueQps() {
    return queueQps == 0 ? CMQS_QPS : queueQps;
  }

  /** The qps among a topic's attributes. */
  int shownTopicQps() {
    return topicQps == 0 ? CMQS_QPS : topicQps;
  }
}
