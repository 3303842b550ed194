package io.cmqkafka.command;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;

/** One record of the commands log. */
public sealed interface LoggedCommand {
  Origin NOBODY = new Origin("", 0);

  /** The request that waits for the reply. */
  Origin origin();

  record ForQueue(QueuePartition target, Origin origin, QueueCommand command)
      implements LoggedCommand {}

  record ForCatalog(Origin origin, CatalogCommand command) implements LoggedCommand {}

  /** Log time reached a moment that a machine of this commands partition waits for. */
  record Tick() implements LoggedCommand {
    @Override
    public Origin origin() {
      return NOBODY;
    }
  }

  /**
   * This commands partition is decided about by these rules from here on, unless newer ones are in
   * force already. A process that does not know them stops here. Its form never changes, so that
   * every build from the first one that knows it understands what comes after it.
   */
  record PutInForce(Rules rules) implements LoggedCommand {
    @Override
    public Origin origin() {
      return NOBODY;
    }
  }
}
