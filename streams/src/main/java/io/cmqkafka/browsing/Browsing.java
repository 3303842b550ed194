package io.cmqkafka.browsing;

import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Rules;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Looks at the messages of queues. Thread-safe; nothing blocks. */
public final class Browsing {
  private static final Rules SINCE =
      new QueueCommand.Browse(0, false, EnumSet.of(MessageState.VISIBLE), 1).since();

  /** The least budget, bytes: it has room for two of the largest requests. */
  public static final long LEAST_BUDGET = 2 * Walk.MOST_HELD;

  private final PartitionRequests requests;
  private final QueueTopics topics;
  private final RecordReader records;
  private final AgeClock ages;
  private final Supplier<Rules> inForce;
  private final ByteBudget budget;

  /**
   * @param inForce the rules that are in force in the cluster
   * @param budget what the answers may make this process hold
   */
  public Browsing(
      PartitionRequests requests,
      QueueTopics topics,
      RecordReader records,
      AgeClock ages,
      Supplier<Rules> inForce,
      ByteBudget budget) {
    this.requests = requests;
    this.topics = topics;
    this.records = records;
    this.ages = ages;
    this.inForce = inForce;
    this.budget = budget;
  }

  /**
   * Refused with RULES_TOO_OLD while a process of the cluster does not know how to look, and with
   * OVERLOADED when too many look.
   */
  public CompletableFuture<BrowsedMessages> browse(QueueDefinition queue, BrowseRequest request) {
    if (SINCE.isNewerThan(inForce.get())) {
      return CompletableFuture.failedFuture(new RefusedException(Refusal.RULES_TOO_OLD));
    }
    long held = Walk.mostHeld(request);
    if (!budget.take(held)) {
      return CompletableFuture.failedFuture(new RefusedException(Refusal.OVERLOADED));
    }
    CompletableFuture<BrowsedMessages> walked =
        requests.bounded(
            "looking at queue " + queue.name(),
            new Walk(requests, topics, records, queue, request, rewindFromMs(queue)).start());
    return walked.whenComplete((found, failure) -> budget.give(held));
  }

  private long rewindFromMs(QueueDefinition queue) {
    int seconds = queue.attributes().rewindSeconds();
    return seconds == 0 ? Long.MAX_VALUE : ages.bornBy(seconds * 1_000L);
  }
}
