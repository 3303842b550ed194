package io.cmqkafka;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.log.BodyFetcher;
import io.cmqkafka.log.BodySource;
import io.cmqkafka.log.CommandLog;
import io.cmqkafka.log.LogClock;
import io.cmqkafka.log.MessageLog;
import io.cmqkafka.log.StoredBody;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One receive while it is being answered: asks the queue's partitions in turn, parks on all of them
 * when it must wait, fetches the bodies of what it was granted, and gives back what it was granted
 * too much or too late. What it was granted but is not there any more (expired, or no message at
 * all) it deletes, and asks again.
 */
final class Receiving {

  /** What every receive needs; one for all of them. */
  record Tools(
      CommandLog commands,
      MessageLog messages,
      BodyFetcher bodies,
      ByteBudget budget,
      ReceiptHandles handles,
      LogClock clock,
      int maxInactive,
      Executor executor) {}

  /** So often at most a receive goes on when all it was granted is gone; then it found nothing. */
  private static final int MAX_ROUNDS = 1_000;

  private static final long NOT_ASKED_YET = 0;

  /**
   * "No message" that comes sooner before the deadline than this is in time. Sooner still it is
   * early: log time has jumped ahead, and the wait goes on.
   */
  private static final long IN_TIME_MS = 20;

  private final Tools tools;
  private final QueueDefinition queue;
  private final int max;
  private final int firstPartition;
  private final long deadlineNanos;
  private final CompletableFuture<Received> answer = new CompletableFuture<>();

  /** Per partition, the number of the request that is waiting there. */
  private final Map<Integer, Long> waiting = new HashMap<>();

  private boolean parkedOnAll;

  /** Whether a partition had so much in flight that it gave nothing. */
  private volatile boolean full;

  private int rounds;

  Receiving(Tools tools, QueueDefinition queue, int max, int waitSeconds, int firstPartition) {
    this.tools = tools;
    this.queue = queue;
    this.max = max;
    this.firstPartition = firstPartition;
    this.deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
  }

  CompletableFuture<Received> start() {
    answer.whenComplete((messages, failure) -> giveUpWaiting());
    askFrom(0);
    return answer;
  }

  private void askFrom(int turn) {
    boolean single = queue.partitions() == 1;
    ask(turn, single ? remainingMs() : 0);
  }

  private void ask(int turn, long waitMs) {
    if (answer.isDone()) {
      return;
    }
    int partition = (firstPartition + turn) % queue.partitions();
    QueuePartition target = new QueuePartition(queue.id(), partition);
    QueueCommand.Receive receive =
        new QueueCommand.Receive(
            max,
            queue.attributes().visibilityTimeout() * 1_000L,
            waitMs,
            tools.messages().knownEnd(target),
            tools.maxInactive(),
            queue.deadLetter() == null ? 0 : queue.deadLetter().limit().maxReceiveCount(),
            false);
    CommandLog.Asked asked = tools.commands().ask(target, receive, waitMs, lateMs());
    synchronized (waiting) {
      waiting.put(partition, asked.origin().request());
    }
    asked
        .reply()
        .whenCompleteAsync(
            (reply, failure) -> {
              try {
                take(turn, target, reply, failure);
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            },
            tools.executor());
    if (answer.isDone()) {
      giveUpWaiting();
    }
  }

  private void take(int turn, QueuePartition target, Reply reply, Throwable failure) {
    boolean nobodyLeft;
    synchronized (waiting) {
      waiting.remove(target.partition());
      nobodyLeft = waiting.isEmpty();
    }
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (reply instanceof Reply.Granted granted) {
      granted(turn, target, granted.grants());
    } else if (reply instanceof Reply.Refused refused
        && refused.reason() != Refusal.TOO_MANY_INACTIVE) {
      answer.completeExceptionally(new RefusedException(refused.reason()));
    } else {
      full |= reply instanceof Reply.Refused;
      goOn(turn, nobodyLeft, reply instanceof Reply.NoMessage);
    }
  }

  /** A partition had nothing to give; another one may have. */
  private void goOn(int turn, boolean nobodyLeft, boolean hasRoom) {
    if (parkedOnAll || queue.partitions() == 1) {
      if (hasRoom && remainingMs() > IN_TIME_MS && ++rounds < MAX_ROUNDS) {
        ask(turn, remainingMs());
      } else if (nobodyLeft) {
        foundNothing();
      }
    } else if (turn + 1 < queue.partitions()) {
      askFrom(turn + 1);
    } else if (remainingMs() > 0) {
      parkOnAll();
    } else {
      foundNothing();
    }
  }

  private void foundNothing() {
    if (full) {
      answer.completeExceptionally(new RefusedException(Refusal.TOO_MANY_INACTIVE));
    } else {
      answer.complete(Received.NOTHING);
    }
  }

  private void parkOnAll() {
    parkedOnAll = true;
    synchronized (waiting) {
      // All of them first: one that answers at once is not the last one left.
      for (int partition = 0; partition < queue.partitions(); partition++) {
        waiting.put(partition, NOT_ASKED_YET);
      }
    }
    for (int turn = 0; turn < queue.partitions(); turn++) {
      ask(turn, Math.max(1, remainingMs()));
    }
  }

  private void granted(int turn, QueuePartition target, List<Grant> grants) {
    if (answer.isDone()) {
      release(target, grants);
      return;
    }
    BodySource source = BodySource.of(queue, target.partition());
    List<CompletableFuture<StoredBody>> bodies = new ArrayList<>(grants.size());
    for (Grant grant : grants) {
      bodies.add(tools.bodies().fetch(source, grant.offset(), tools.budget()));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(bodies.toArray(CompletableFuture[]::new));
    if (all.isDone()) {
      fetched(turn, target, grants, bodies);
    } else {
      all.whenCompleteAsync(
          (done, failure) -> fetched(turn, target, grants, bodies), tools.executor());
    }
  }

  private void fetched(
      int turn,
      QueuePartition target,
      List<Grant> grants,
      List<CompletableFuture<StoredBody>> bodies) {
    long held = heldBytes(bodies);
    try {
      // What cannot be had, for want of room above all, waits; so does what comes after it.
      int had = countUntilOneFails(bodies);
      Taken taken = taken(target, grants.subList(0, had), bodies);
      Received received = taken.received();
      // From here on what is received holds its own.
      tools.budget().give(held - taken.heldBytes);
      held = 0;
      if (had < grants.size()) {
        release(target, grants.subList(had, grants.size()));
      }
      if (!taken.gone.isEmpty()) {
        tools.commands().tell(target, new QueueCommand.Delete(taken.gone));
      }
      if (!taken.messages.isEmpty()) {
        if (!answer.complete(received)) {
          received.end(false);
        }
      } else if (had < grants.size()) {
        bodies.get(had).whenComplete((body, failure) -> answer.completeExceptionally(failure));
      } else {
        askAgain(turn);
      }
    } catch (Throwable e) {
      // Out of memory, perhaps: nobody shall wait, neither the client nor those after it.
      tools.budget().give(held);
      release(target, grants);
      answer.completeExceptionally(e);
    }
  }

  private static long heldBytes(List<CompletableFuture<StoredBody>> bodies) {
    long bytes = 0;
    for (CompletableFuture<StoredBody> body : bodies) {
      if (!body.isCompletedExceptionally() && body.join() != null) {
        bytes += body.join().heldBytes();
      }
    }
    return bytes;
  }

  private static int countUntilOneFails(List<? extends CompletableFuture<?>> all) {
    int count = 0;
    while (count < all.size() && !all.get(count).isCompletedExceptionally()) {
      count++;
    }
    return count;
  }

  private Taken taken(
      QueuePartition target, List<Grant> grants, List<CompletableFuture<StoredBody>> bodies) {
    long retentionMs = queue.attributes().msgRetentionSeconds() * 1_000L;
    long visibilityMs = queue.attributes().visibilityTimeout() * 1_000L;
    Taken taken = new Taken(target);
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      StoredBody stored = bodies.get(i).join();
      // What is found too old is deleted, so the log's own time decides and no clock of ours.
      long oldest = grant.until() - visibilityMs - retentionMs;
      if (stored == null || stored.body() == null || stored.timestampMs() <= oldest) {
        taken.gone.add(grant.lease());
      } else {
        taken.messages.add(message(target, grant, stored));
        taken.grants.add(grant);
        taken.heldBytes += stored.heldBytes();
      }
    }
    return taken;
  }

  /** What has become of grants whose bodies were to be had. */
  private final class Taken {
    private final QueuePartition target;
    private final List<Message> messages = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private final List<Lease> gone = new ArrayList<>();
    private long heldBytes;

    Taken(QueuePartition target) {
      this.target = target;
    }

    Received received() {
      return new Received(
          messages,
          reached -> {
            tools.budget().give(heldBytes);
            if (!reached) {
              release(target, grants);
            }
          });
    }
  }

  private void askAgain(int turn) {
    if (++rounds >= MAX_ROUNDS) {
      answer.complete(Received.NOTHING);
    } else if (parkedOnAll) {
      // The others are waiting still.
      ask(turn, Math.max(1, remainingMs()));
    } else {
      askFrom(0);
    }
  }

  private Message message(QueuePartition target, Grant grant, StoredBody stored) {
    return new Message(
        new MessageId(target.partition(), grant.offset()),
        tools.handles().of(target, grant.lease()),
        stored.body(),
        stored.timestampMs(),
        grant.until(),
        grant.firstDequeue(),
        grant.count());
  }

  private void release(QueuePartition target, List<Grant> grants) {
    tools
        .commands()
        .tell(target, new QueueCommand.Release(grants.stream().map(Grant::lease).toList()));
  }

  private void giveUpWaiting() {
    Map<Integer, Long> abandoned;
    synchronized (waiting) {
      abandoned = new HashMap<>(waiting);
      abandoned.values().removeIf(request -> request == NOT_ASKED_YET);
    }
    abandoned.forEach(
        (partition, request) ->
            tools
                .commands()
                .tell(new QueuePartition(queue.id(), partition), new QueueCommand.Cancel(request)));
  }

  /** How long the client has waited already after its wait was over. */
  private long lateMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - deadlineNanos));
  }

  private long remainingMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
  }
}
