package io.cmqkafka.queue;

/**
 * How far a shard has followed its commands partition.
 *
 * @param position offset of the last command that is in the state, -1 for none
 * @param now the log time that command made it, epoch ms
 */
public record Progress(long position, long now) {
  public static final Progress NONE = new Progress(-1, 0);

  /** Log time is the running maximum of the records' timestamps: it never goes back. */
  public Progress at(long newPosition, long timestamp) {
    return new Progress(newPosition, Math.max(now, timestamp));
  }
}
