package io.cmqkafka.command;

import io.cmqkafka.Failures;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks the machines of a queue, one or all of them. */
public final class PartitionRequests {
  private final CommandLog commands;
  private final long timeoutMs;

  /**
   * @param timeoutMs for all questions of one client's request together
   */
  public PartitionRequests(CommandLog commands, long timeoutMs) {
    this.commands = commands;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Completes when every partition has carried the command out. OVERLOADED only if none has begun.
   */
  public CompletableFuture<Void> askAll(QueueDefinition queue, IntFunction<QueueCommand> command) {
    Map<Integer, QueueCommand> commands =
        IntStream.range(0, queue.partitions())
            .boxed()
            .collect(Collectors.toMap(p -> p, command::apply));
    try {
      return CompletableFuture.allOf(
          askAll(queue, commands, Reply.Done.class).values().toArray(CompletableFuture[]::new));
    } catch (RefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Asks some of the partitions, each with its own command: all of them or none.
   *
   * @throws RefusedException OVERLOADED when none was asked
   */
  public <T extends Reply> Map<Integer, CompletableFuture<T>> askAll(
      QueueDefinition queue, Map<Integer, ? extends QueueCommand> commands, Class<T> expected) {
    return commands.isEmpty()
        ? Map.of()
        : this.commands.askAll(queue.id(), commands).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, asked -> expecting(expected, asked.getValue())));
  }

  /**
   * Refused with the machine's refusal, and as UNAVAILABLE when the reply is of an unexpected kind.
   */
  public <T extends Reply> CompletableFuture<T> ask(
      QueueDefinition queue, int partition, QueueCommand command, Class<T> expected) {
    return expecting(
        expected, commands.ask(new QueuePartition(queue.id(), partition), command).reply());
  }

  private static <T extends Reply> CompletableFuture<T> expecting(
      Class<T> expected, CompletableFuture<Reply> asked) {
    return asked.thenApply(
        reply -> {
          if (expected.isInstance(reply)) {
            return expected.cast(reply);
          }
          throw new RefusedException(
              reply instanceof Reply.Refused no ? no.reason() : Refusal.UNAVAILABLE);
        });
  }

  /**
   * Tells, of a request that begins now, whether {@link #bounded} gives it up, or is about to: what
   * still goes on for it is to change nothing any more.
   */
  public BooleanSupplier givesUp() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    return () -> System.nanoTime() - end >= 0;
  }

  /**
   * Bounds a future in time. A refusal passes through. Any other failure, and one that takes too
   * long, becomes UNAVAILABLE, with the reason as its cause.
   */
  public <T> CompletableFuture<T> bounded(String what, CompletableFuture<T> future) {
    return future
        .orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
        .handle(
            (value, failure) -> {
              if (failure == null) {
                return value;
              }
              Throwable cause = Failures.cause(failure);
              if (cause instanceof RefusedException refused) {
                throw refused;
              }
              String why =
                  cause instanceof TimeoutException
                      ? "Kafka did not answer in time"
                      : cause.toString();
              throw new RefusedException(
                  Refusal.UNAVAILABLE, new ExecutionException(what + " failed: " + why, cause));
            });
  }
}
