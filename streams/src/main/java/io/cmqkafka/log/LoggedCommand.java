package io.cmqkafka.log;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;

/** One record of the commands log. */
public sealed interface LoggedCommand {

  /** Who waits for the reply. */
  Origin origin();

  record ForQueue(QueuePartition target, Origin origin, QueueCommand command)
      implements LoggedCommand {}

  record ForCatalog(Origin origin, CatalogCommand command) implements LoggedCommand {}

  /** Time passed that somebody in this commands partition waits for. */
  record Tick() implements LoggedCommand {
    private static final Origin NOBODY = new Origin("", 0);

    @Override
    public Origin origin() {
      return NOBODY;
    }
  }
}
