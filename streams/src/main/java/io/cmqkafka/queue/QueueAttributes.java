package io.cmqkafka.queue;

/**
 * A queue's settings under CMQ's own names (CreateQueue, SetQueueAttributes).
 *
 * @param maxMsgHeapNum most undeleted messages, 1,000,000 to 1,000,000,000
 * @param pollingWaitSeconds how long a receive that names no wait waits, 0 to 30 s
 * @param visibilityTimeout how long a received message stays invisible, 1 to 43,200 s
 * @param maxMsgSize largest body in bytes, 1,024 to 1,048,576
 * @param msgRetentionSeconds life of a message from its append, 60 to 1,296,000 s
 * @param rewindSeconds how far back deleted messages can be rewound, 0 (off) to msgRetentionSeconds
 */
public record QueueAttributes(
    long maxMsgHeapNum,
    int pollingWaitSeconds,
    int visibilityTimeout,
    int maxMsgSize,
    int msgRetentionSeconds,
    int rewindSeconds) {

  public QueueAttributes {
    if (maxMsgHeapNum < 1
        || pollingWaitSeconds < 0
        || visibilityTimeout < 1
        || maxMsgSize < 1
        || msgRetentionSeconds < 1
        || rewindSeconds < 0) {
      throw new IllegalArgumentException("attributes no queue can have");
    }
  }

  /** CMQ's defaults for attributes that CreateQueue does not name. */
  public static final QueueAttributes DEFAULTS =
      new QueueAttributes(100_000_000, 0, 30, 65_536, 345_600, 0);
}
