package io.cmqkafka.queue;

/**
 * How the last pushes of a subscription went, as the process knows that made them.
 *
 * @param takenMs when the endpoint took a message last, epoch ms by that process's own clock; 0
 *     when it has taken none
 * @param failure of the last push that failed; null when none has
 */
public record LastPushes(long takenMs, PushFailure failure) {
  /** What is known of a subscription for which nothing was pushed yet. */
  public static final LastPushes NONE = new LastPushes(0, null);
}
