package io.cmqkafka.queue.simulation;

/** Something that must always hold did not. */
final class BrokenInvariant extends AssertionError {
  private static final long serialVersionUID = 1;

  private BrokenInvariant(String message) {
    super(message);
  }

  static void unless(boolean holds, String message, Object... arguments) {
    if (!holds) {
      throw new BrokenInvariant(message.formatted(arguments));
    }
  }
}
