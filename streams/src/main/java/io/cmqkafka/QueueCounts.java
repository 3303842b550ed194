package io.cmqkafka;

/**
 * How many messages of a queue are in which state.
 *
 * @param active visible, waiting to be received
 * @param inactive received, neither deleted nor visible again, or dead and not moved yet
 * @param delayed sent with a delay that has not ended
 * @param rewindable deleted, and still inside the rewind window
 * @param minTimeMs append time of the earliest undeleted message, epoch ms; now when there is none
 */
public record QueueCounts(
    long active, long inactive, long delayed, long rewindable, long minTimeMs) {

  public QueueCounts plus(QueueCounts other) {
    return new QueueCounts(
        active + other.active,
        inactive + other.inactive,
        delayed + other.delayed,
        rewindable + other.rewindable,
        Math.min(minTimeMs, other.minTimeMs));
  }
}
