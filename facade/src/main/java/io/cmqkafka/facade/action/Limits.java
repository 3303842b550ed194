package io.cmqkafka.facade.action;

/**
 * The operator's limits on what a client may ask for.
 *
 * @param delayMaxSeconds largest delaySeconds of a send, 0 to 6,048,000 (70 days, the most that
 *     CMQ's own clients allow); CMQ's limit is 3,600
 * @param queuePartitions Kafka partitions of a queue whose CreateQueue names none, 1 to 64
 */
public record Limits(int delayMaxSeconds, int queuePartitions) {

  /** Most Kafka partitions a queue may have. */
  public static final int MAX_QUEUE_PARTITIONS = 64;

  public static final int MAX_DELAY_SECONDS = 6_048_000;

  public static final Limits DEFAULTS = new Limits(3_600, 1);

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
}
