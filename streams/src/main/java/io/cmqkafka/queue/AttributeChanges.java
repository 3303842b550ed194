package io.cmqkafka.queue;

/** The attributes a caller named; {@code null} keeps the value that is in force. */
public record AttributeChanges(
    Long maxMsgHeapNum,
    Integer pollingWaitSeconds,
    Integer visibilityTimeout,
    Integer maxMsgSize,
    Integer msgRetentionSeconds,
    Integer rewindSeconds) {

  public AttributeChanges {
    if (maxMsgHeapNum != null && maxMsgHeapNum < 1
        || pollingWaitSeconds != null && pollingWaitSeconds < 0
        || visibilityTimeout != null && visibilityTimeout < 1
        || maxMsgSize != null && maxMsgSize < 1
        || msgRetentionSeconds != null && msgRetentionSeconds < 1
        || rewindSeconds != null && rewindSeconds < 0) {
      throw new IllegalArgumentException("attributes no queue can have");
    }
  }

  public QueueAttributes appliedTo(QueueAttributes old) {
    return new QueueAttributes(
        maxMsgHeapNum == null ? old.maxMsgHeapNum() : maxMsgHeapNum,
        pollingWaitSeconds == null ? old.pollingWaitSeconds() : pollingWaitSeconds,
        visibilityTimeout == null ? old.visibilityTimeout() : visibilityTimeout,
        maxMsgSize == null ? old.maxMsgSize() : maxMsgSize,
        msgRetentionSeconds == null ? old.msgRetentionSeconds() : msgRetentionSeconds,
        rewindSeconds == null ? old.rewindSeconds() : rewindSeconds);
  }
}
