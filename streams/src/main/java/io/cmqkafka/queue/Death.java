package io.cmqkafka.queue;

/**
 * How a message became a dead letter.
 *
 * @param receives how often it was received in the queue in which it died
 */
public record Death(Cause cause, int receives) {

  public enum Cause {
    /** As often as the dead-letter policy lets, and not deleted. */
    RECEIVED_TOO_OFTEN,
    /** It was not deleted within its time to live. */
    TOO_OLD,
    /** Its last push failed. */
    PUSH_FAILED
  }
}
