package io.cmqkafka.queue;

/**
 * Rules are in force that this build does not know, so it must not decide about anything. The
 * message is a sentence for the operator.
 */
public final class UnknownRulesException extends RuntimeException {
  UnknownRulesException(Rules inForce, Rules newest) {
    super(
        ("Rules of version %d are in force on this cluster, and this program knows them up to"
                + " version %d: run a program that knows version %d (see \"Upgrade\" in"
                + " docs/OPERATIONS.md).")
            .formatted(inForce.version(), newest.version(), inForce.version()));
  }
}
