package io.cmqkafka.log;

import java.util.OptionalLong;

/**
 * What the records of a transaction of the topology tell about the commands whose effect they hold.
 * Each transaction of the topology commits, with what it writes, the position up to which commands
 * are done; so whether it was committed can be told from that position, when everybody else has
 * forgotten.
 *
 * @param first the first command (an offset in the commands partition) that its records name; empty
 *     when they name none, which a transaction that is committed always does
 * @param done the committed position: the first command that is not done
 */
record HeldCommands(OptionalLong first, long done) {

  /** Of a transaction whose records do not tell. */
  static final HeldCommands UNKNOWN =
      new HeldCommands(OptionalLong.of(Long.MIN_VALUE), Long.MAX_VALUE);

  /** Of a transaction that only commits a position: a position that stays behind is no loss. */
  static final HeldCommands NONE = new HeldCommands(OptionalLong.empty(), 0);

  /**
   * Whether the transaction was not committed, so that its commands are to be done again. If it
   * was, or if they have been done again since, what its records hold may be to be had nowhere
   * else.
   */
  boolean wereNotCommitted() {
    return first.isEmpty() || done <= first.getAsLong();
  }

  /** For people. */
  @Override
  public String toString() {
    if (equals(UNKNOWN) || first.isEmpty()) {
      return "which commands it holds is not known";
    }
    return "it holds command %d, and %d is the next one to be done"
        .formatted(first.getAsLong(), done);
  }
}
