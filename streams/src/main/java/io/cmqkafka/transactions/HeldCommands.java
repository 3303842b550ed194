package io.cmqkafka.transactions;

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

  /**
   * Of a transaction that nothing is lost with: a position that stays behind is none, and what was
   * published can be published again.
   */
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
    return first.isEmpty()
        ? "it names no command"
        : "it holds command %d, and %d is the next one to be done"
            .formatted(first.getAsLong(), done);
  }
}
