package io.cmqkafka.transactions;

import java.util.OptionalLong;

/**
 * The commands whose effects lie in the records of a transaction of the topology. Each such
 * transaction also commits the position up to which commands are done. So that position tells
 * whether a transaction was committed, even when Kafka has forgotten it.
 *
 * @param first the first command (an offset in the commands partition) that its records name; empty
 *     when they name none, which a transaction that is committed always does
 * @param done the committed position: the first command that is not done
 */
record HeldCommands(OptionalLong first, long done) {

  /**
   * For a transaction that may be lost: a position only stays behind, and entries of the catalog
   * can be published again.
   */
  static final HeldCommands NONE = new HeldCommands(OptionalLong.empty(), 0);

  /**
   * Whether the transaction was not committed, so that its commands will be carried out again. If
   * it was committed, or if they have been carried out again since, its records may be the only
   * copy of their effects.
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
