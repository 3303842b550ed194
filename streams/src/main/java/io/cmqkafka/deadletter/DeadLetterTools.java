package io.cmqkafka.deadletter;

import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.deadletter.WaitingLetters.Line;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.view.CatalogView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the mover of dead letters needs of a process. No method blocks; every future completes in
 * bounded time.
 */
interface DeadLetterTools {

  /** Empty when there is no queue from which such letters come. */
  Optional<DeadLetterRoute> route(Line line);

  /** Completes when the catalog is known as it is now. */
  CompletableFuture<?> catchUp();

  /**
   * The record at this offset; null when it is gone. Refused as OVERLOADED when the budget has no
   * room for it; a budget of null has room for all.
   */
  CompletableFuture<StoredBody> fetch(BodySource source, long offset, ByteBudget room);

  /** Completes when Kafka has acknowledged all of them. */
  CompletableFuture<?> append(QueueDefinition queue, int partition, List<StoredBody> letters);

  /** Completes when the letters are deleted from their own queue. */
  CompletableFuture<?> deleteMoved(QueuePartition partition, List<Buried> letters);

  /** Completes when the letters are visible again in their own queue. */
  CompletableFuture<?> takeBack(QueuePartition partition, List<Buried> letters);

  /** Makes this commands partition announce its dead letters again, some time later. */
  void askAgain(int commandsPartition);

  static DeadLetterTools of(
      CatalogView catalog, BodyFetcher bodies, MessageLog messages, CommandLog commands) {
    return new DeadLetterTools() {
      @Override
      public Optional<DeadLetterRoute> route(Line line) {
        return DeadLetterRoute.of(catalog, line.partition().queueId(), line.target());
      }

      @Override
      public CompletableFuture<?> catchUp() {
        return catalog.catchUp();
      }

      @Override
      public CompletableFuture<StoredBody> fetch(BodySource source, long offset, ByteBudget room) {
        return bodies.fetch(source, offset, room);
      }

      @Override
      public CompletableFuture<?> append(
          QueueDefinition queue, int partition, List<StoredBody> letters) {
        return messages.append(queue, partition, letters);
      }

      @Override
      public CompletableFuture<?> deleteMoved(QueuePartition partition, List<Buried> letters) {
        return done(partition, new QueueCommand.Moved(letters));
      }

      @Override
      public CompletableFuture<?> takeBack(QueuePartition partition, List<Buried> letters) {
        return done(partition, new QueueCommand.Return(letters));
      }

      private CompletableFuture<?> done(QueuePartition partition, QueueCommand command) {
        return commands
            .ask(partition, command)
            .reply()
            .thenAccept(
                reply -> {
                  if (!(reply instanceof Reply.Done)) {
                    throw new RefusedException(
                        reply instanceof Reply.Refused no ? no.reason() : Refusal.UNAVAILABLE);
                  }
                });
      }

      @Override
      public void askAgain(int commandsPartition) {
        // The question is looked at by the next command in the partition. The tick makes sure of
        // one.
        commands.tick(commandsPartition);
      }
    };
  }
}
