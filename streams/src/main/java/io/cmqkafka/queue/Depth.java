package io.cmqkafka.queue;

/**
 * How full a queue partition is.
 *
 * @param visible could be received now
 * @param invisible received, neither deleted nor visible again; dead letters that are not moved yet
 *     among them
 * @param delayed sent with a delay that has not ended
 * @param rewindable deleted, and still inside the rewind window; {@link #UNKNOWN} when it is not
 *     known where that begins
 * @param oldestVisible offset of the earliest visible message, {@link #UNKNOWN} when there is none
 */
public record Depth(
    long visible, long invisible, long delayed, long rewindable, long oldestVisible) {
  public static final long UNKNOWN = -1;

  /** Whether there is nothing in the partition at all. */
  public boolean isEmpty() {
    return visible == 0 && invisible == 0 && delayed == 0 && rewindable == 0;
  }
}
