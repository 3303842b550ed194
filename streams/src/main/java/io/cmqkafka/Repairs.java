package io.cmqkafka;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Puts right what went wrong with messages: deletes some, makes them visible, or moves them to
 * other queues, mostly dead letters back to where they died (a redrive). A moved message arrives
 * once, whatever fails on the way. As of {@link Queues}, no method blocks, and futures fail with a
 * {@link io.cmqkafka.queue.RefusedException}: RULES_TOO_OLD while a process of the cluster does not
 * know how to.
 */
public interface Repairs {
  int MAX_CHOSEN = Choose.MAX_CHOSEN;

  /**
   * Does something with chosen messages. The states in which they were before, in the order of the
   * ids; null for what is no message.
   *
   * @param ids 1 to {@value #MAX_CHOSEN}
   * @param act any but {@link Act#MOVE}, for which see {@link #redrive}
   */
  CompletableFuture<List<MessageState>> choose(QueueDefinition queue, List<MessageId> ids, Act act);

  /**
   * Moves chosen messages and waits, some seconds at most, until they have arrived. One outcome for
   * each id, in the order of the ids.
   *
   * @param ids 1 to {@value #MAX_CHOSEN}
   * @param target name of the queue to move to; null for the one in which each message died
   * @param maySend whether a message may be sent to this queue, or pushed for this subscription
   */
  CompletableFuture<List<RedriveOutcome>> redrive(
      QueueDefinition queue, List<MessageId> ids, String target, Predicate<CatalogEntry> maySend);

  /**
   * Begins to move all messages that are there now. It goes on in whichever process can, until it
   * is done or stops. Refused with REDRIVE_UNDER_WAY.
   *
   * @param target as of {@link #redrive}
   * @param perSecond most messages a second, 1 to {@link Redrive#MAX_PER_SECOND}
   */
  CompletableFuture<Redrive> startRedrive(QueueDefinition queue, String target, int perSecond);

  /**
   * Lets a redrive go on that has stopped. Refused with REDRIVE_UNDER_WAY while it runs, with
   * NO_REDRIVE when it is done, and with REDRIVE_CHANGED when another one was begun since.
   */
  CompletableFuture<Redrive> resumeRedrive(QueueDefinition queue, Redrive stopped, int perSecond);

  /** Stops after the messages that are being moved. Does nothing to one that does not run. */
  CompletableFuture<Redrive> stopRedrive(QueueDefinition queue);

  /** The latest redrive of this life of the queue. */
  Optional<Redrive> latestRedrive(QueueDefinition queue);
}
