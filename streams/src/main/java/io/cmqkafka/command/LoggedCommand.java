package io.cmqkafka.command;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import java.util.List;
import java.util.Optional;

/** One record of the commands log. */
public sealed interface LoggedCommand {
  Origin NOBODY = new Origin("", 0);

  /** The request that waits for the reply. */
  Origin origin();

  record ForQueue(QueuePartition target, Origin origin, QueueCommand command)
      implements LoggedCommand {}

  record ForCatalog(Origin origin, CatalogCommand command) implements LoggedCommand {}

  /**
   * Lets log time pass: it reached a moment that a machine of this commands partition waits for, or
   * there is something to tell. Machines take no notice of what is told. It is for readers of the
   * log, so a build that does not know it decides the same.
   */
  record Tick(Optional<Ended> ended) implements LoggedCommand {
    public Tick() {
      this(Optional.empty());
    }

    @Override
    public Origin origin() {
      return NOBODY;
    }
  }

  /** Deliveries of a queue partition that ended although no command named them. */
  record Ended(QueuePartition queue, List<EndedDelivery> deliveries) {
    public Ended {
      deliveries = List.copyOf(deliveries);
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
