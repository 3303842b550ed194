package io.cmqkafka.browsing;

import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.Failures;
import io.cmqkafka.MessageTrace;
import io.cmqkafka.TracePosition;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Rules;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Looks at the messages of queues. Thread-safe; nothing blocks. */
public final class Browsing {
  /** So long a search takes at most, apart from its last step. */
  private static final long MAX_WALK_MS = 5_000;

  /** The least budget, bytes: it has room for two of the largest requests. */
  public static final long LEAST_BUDGET = 2 * Walk.MOST_HELD;

  private final PartitionRequests requests;
  private final QueueTopics topics;
  private final RecordReader records;
  private final AgeClock ages;
  private final Supplier<Rules> inForce;
  private final ByteBudget budget;
  private final CommandLog commands;
  private final UnaryOperator<String> queueName;

  /**
   * @param inForce the rules that are in force in the cluster
   * @param budget what the answers may make this process hold
   * @param queueName from the id of a queue
   */
  public Browsing(
      PartitionRequests requests,
      QueueTopics topics,
      RecordReader records,
      AgeClock ages,
      Supplier<Rules> inForce,
      ByteBudget budget,
      CommandLog commands,
      UnaryOperator<String> queueName) {
    this.commands = commands;
    this.queueName = queueName;
    this.requests = requests;
    this.topics = topics;
    this.records = records;
    this.ages = ages;
    this.inForce = inForce;
    this.budget = budget;
  }

  /**
   * Refused with RULES_TOO_OLD while a process of the cluster does not know how to look, and with
   * OVERLOADED when too many look. A search that takes long ends with what it has found, in time
   * for the answer unless Kafka does not answer.
   */
  public CompletableFuture<BrowsedMessages> browse(QueueDefinition queue, BrowseRequest request) {
    return looking(
        queue,
        Walk.mostHeld(request),
        () ->
            new Walk(
                    requests, topics, records, queue, request, rewindFromMs(queue), deadlineNanos())
                .start());
  }

  /**
   * Looks up what the commands log tells of a message. Refused as {@link #browse}, and with
   * NO_SUCH_MESSAGE when the queue never had a message of this id.
   *
   * @param from empty to begin with the message's append
   * @param maxRecords after so many commands the answer is given
   */
  public CompletableFuture<MessageTrace> trace(
      QueueDefinition queue, MessageId id, Optional<TracePosition> from, int maxRecords) {
    return looking(
        queue,
        Trace.MOST_HELD,
        () ->
            new Trace(
                    requests,
                    records,
                    topics,
                    commands,
                    queue,
                    id,
                    from,
                    maxRecords,
                    deadlineNanos(),
                    queueName)
                .start());
  }

  private <T> CompletableFuture<T> looking(
      QueueDefinition queue, long held, Supplier<CompletableFuture<T>> look) {
    if (Rules.THIRD.isNewerThan(inForce.get())) {
      return Failures.refused(Refusal.RULES_TOO_OLD);
    }
    if (!budget.tryAcquire(held)) {
      return Failures.refused(Refusal.OVERLOADED);
    }
    CompletableFuture<T> looked = look.get();
    // It holds what it holds until its own end, also when nobody waits for it any more.
    looked.whenComplete((found, failure) -> budget.release(held));
    return requests.bounded("looking at queue " + queue.name(), looked.copy());
  }

  private long deadlineNanos() {
    long walkMs = Math.min(MAX_WALK_MS, records.timeoutMs() / 2);
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(walkMs);
  }

  private long rewindFromMs(QueueDefinition queue) {
    int seconds = queue.attributes().rewindSeconds();
    return seconds == 0 ? Long.MAX_VALUE : ages.bornBy(seconds * 1_000L);
  }
}
