package io.cmqkafka.catalog;

/**
 * When a message is dead. Exactly one of the two limits is in force; the other one is 0.
 *
 * @param maxReceiveCount so many deliveries at most; the message is dead when the last of them ends
 *     without a delete. CMQ's policy 0
 * @param maxTimeToLiveSeconds so long after its append at most, unless it is deleted before. CMQ's
 *     policy 1
 */
public record DeadLetterLimit(int maxReceiveCount, int maxTimeToLiveSeconds) {

  public DeadLetterLimit {
    if (maxReceiveCount < 0
        || maxTimeToLiveSeconds < 0
        || (maxReceiveCount == 0) == (maxTimeToLiveSeconds == 0)) {
      throw new IllegalArgumentException("a message dies of exactly one cause");
    }
  }

  /**
   * @param maxReceiveCount 1 to 1,000
   */
  public static DeadLetterLimit receivedTooOften(int maxReceiveCount) {
    return new DeadLetterLimit(maxReceiveCount, 0);
  }

  /**
   * @param maxTimeToLiveSeconds 300 to 43,200, and below the queue's msgRetentionSeconds
   */
  public static DeadLetterLimit unconsumedTooLong(int maxTimeToLiveSeconds) {
    return new DeadLetterLimit(0, maxTimeToLiveSeconds);
  }
}
