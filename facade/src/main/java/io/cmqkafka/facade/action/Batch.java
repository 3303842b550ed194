package io.cmqkafka.facade.action;

/** CMQ's bounds of one batch. */
final class Batch {

  /** Most messages or handles. */
  static final int MAX_MESSAGES = 16;

  /** Most bytes of all bodies together. */
  static final int MAX_BYTES = 1_048_576;

  private Batch() {}
}
