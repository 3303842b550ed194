package io.cmqkafka.queue;

/**
 * A receive that waits for a message.
 *
 * @param number position in the queue partition's line: first come, first served
 * @param max most messages it takes
 * @param visibilityMs visibility timeout of what it will be given
 * @param maxInFlight nothing is given while this many messages are in flight
 * @param maxReceives see {@link QueueCommand.Receive}
 * @param retriesFirst see {@link QueueCommand.Receive}
 * @param deadline log time, epoch ms, at which it is answered "no message"
 * @param catchUpTo it is answered "no message" as soon as {@code end} has reached this offset;
 *     {@link Long#MAX_VALUE} for one that waits for its deadline
 */
public record Parked(
    long number,
    Origin origin,
    int max,
    long visibilityMs,
    int maxInFlight,
    int maxReceives,
    boolean retriesFirst,
    long deadline,
    long catchUpTo) {

  /** What it asked for, as if it asked again and did not wait. */
  QueueCommand.Receive asked() {
    return new QueueCommand.Receive(
        max, visibilityMs, 0, 0, maxInFlight, maxReceives, retriesFirst);
  }
}
