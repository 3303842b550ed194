package io.cmqkafka.facade.bench;

import java.util.function.ToIntFunction;

/**
 * The account of published messages: each has one entry in the ledger for each subscriber, side by
 * side, so that every copy is looked for by itself. Any thread. Nobody else may use the ledger.
 */
final class Copies {
  private final Ledger ledger;
  private final NumberedBodies bodies;
  private final int subscribers;

  Copies(Ledger ledger, NumberedBodies bodies, int subscribers) {
    this.ledger = ledger;
    this.bodies = bodies;
    this.subscribers = subscribers;
  }

  /**
   * The first of {@code count} new consecutive numbers of messages.
   *
   * @throws BenchException if the account is full
   */
  int allot(int count) {
    return ledger.allot(count * subscribers) / subscribers;
  }

  /** The publish was acknowledged: a copy for each subscriber must come. */
  void published(int first, int count) {
    for (int entry = first * subscribers; entry < (first + count) * subscribers; entry++) {
      ledger.sent(entry);
    }
  }

  /** For bodies received from this subscriber's queue: the entry, -1 if the body has none. */
  ToIntFunction<String> of(int subscriber) {
    return body -> {
      int message = bodies.sequenceOf(body);
      return message < 0 || message >= Ledger.MAX_MESSAGES / subscribers
          ? -1
          : message * subscribers + subscriber;
    };
  }
}
