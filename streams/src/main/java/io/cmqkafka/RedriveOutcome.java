package io.cmqkafka;

import io.cmqkafka.queue.MessageId;

/**
 * What became of a message that was to be moved to another queue.
 *
 * @param to name of that queue; null when it was not found out
 */
public record RedriveOutcome(MessageId id, String to, Result result) {

  /** How it ended. */
  public enum Result {
    /** It is in the other queue and deleted here. */
    MOVED,
    /** It will be, or it will become visible here again, or it has not left: nobody answered. */
    ON_ITS_WAY,
    /**
     * It has left, and nobody answered why: it was moved, or somebody received and deleted it, or
     * it died here meanwhile.
     */
    NO_LONGER_HERE,
    /** Left, since it is not visible: somebody has it, or it is delayed, deleted or unknown. */
    NOT_VISIBLE,
    /** Left, since it did not die in any queue, and no other one was named. */
    NOT_A_DEAD_LETTER,
    /** Left, since the queue to move to is not there. */
    TARGET_GONE,
    /** Left, since the queue to move to is the one it is in. */
    SAME_QUEUE,
    /** Left, since the caller may not send to that queue. */
    NOT_ALLOWED,
    /** Left, since it is larger than the queue to move to allows. */
    TOO_LARGE,
    /** Left, since the queue to move to has as many messages as it may have. */
    TARGET_FULL,
    /** Left, since too many messages of the queue partition are on their way to other queues. */
    TOO_MANY_LEAVING,
    /** It was on its way, was refused by the Kafka topic of that queue, and is visible again. */
    NOT_TAKEN
  }

  /** Whether the message stays, as far as is known, where it is. */
  public boolean isLeft() {
    return switch (result) {
      case MOVED, ON_ITS_WAY, NO_LONGER_HERE -> false;
      default -> true;
    };
  }
}
