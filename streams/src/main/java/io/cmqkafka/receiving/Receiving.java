package io.cmqkafka.receiving;

import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logtime.LogClock;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One receive while it is being answered. It asks the queue's partition, or, when the queue has
 * several, enters the process's {@link WaitingRoom}. It fetches the bodies of the granted messages.
 * It gives back messages that were granted too late. It deletes granted messages whose records are
 * gone or hold no message, and asks again. It does not judge the age of messages: only the owner of
 * the queue knows when a message arrived that a wrong clock stamped.
 */
public final class Receiving {

  /** The parts of the process that every receive uses. */
  public record Tools(
      CommandLog commands,
      MessageLog messages,
      BodyFetcher bodies,
      ByteBudget budget,
      ReceiptHandles handles,
      LogClock clock,
      int maxInactive) {}

  /**
   * How often a receive asks again because the records of all granted messages are gone. After that
   * it finds nothing.
   */
  private static final int MAX_ROUNDS = 1_000;

  /**
   * "No message" may come so many ms before the deadline. An earlier one means that log time has
   * jumped ahead, and the wait goes on.
   */
  private static final long IN_TIME_MS = 20;

  /** How long a receive that may wait looks for room for its first message. */
  private static final long ROOM_MS = 1_000;

  private static final long ROOM_AGAIN_MS = 50;

  private final Tools tools;
  private final WaitingRooms rooms;
  private final QueueDefinition queue;
  private final int max;
  private final boolean waits;
  private final long deadlineNanos;
  private final CompletableFuture<Received> answer = new CompletableFuture<>();
  private final InRoom inRoom = new InRoom();

  /** The number of the request under way, for a queue of one partition; 0 for none. */
  private final AtomicLong request = new AtomicLong();

  private int rounds;

  /**
   * @param rooms for a queue of several partitions
   */
  public Receiving(
      Tools tools, WaitingRooms rooms, QueueDefinition queue, int max, int waitSeconds) {
    this.tools = tools;
    this.rooms = rooms;
    this.queue = queue;
    this.max = max;
    this.waits = waitSeconds > 0;
    this.deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitSeconds);
  }

  public CompletableFuture<Received> start() {
    if (queue.partitions() == 1) {
      answer.whenComplete((messages, failure) -> giveUpWaiting());
      ask();
      return answer;
    }
    try {
      Runnable leave = tools.commands().takePlace(waits);
      answer.whenComplete(
          (messages, failure) -> {
            leave.run();
            rooms.leave(queue, inRoom);
          });
      rooms.enter(queue, inRoom);
    } catch (RefusedException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private void ask() {
    if (answer.isDone()) {
      return;
    }
    long waitMs = remainingMs();
    QueuePartition target = new QueuePartition(queue.id(), 0);
    WaitingRoom.Terms terms = inRoom.terms();
    QueueCommand.Receive receive =
        new QueueCommand.Receive(
            max,
            terms.visibilityMs(),
            waitMs,
            tools.messages().knownEnd(target),
            tools.maxInactive(),
            terms.maxReceives(),
            false);
    CommandLog.Asked asked = tools.commands().ask(target, receive, waitMs, lateMs());
    request.set(asked.origin().request());
    asked
        .reply()
        .whenComplete(
            (reply, failure) -> {
              try {
                take(target, reply, failure);
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            });
    if (answer.isDone()) {
      giveUpWaiting();
    }
  }

  private void take(QueuePartition target, Reply reply, Throwable failure) {
    request.set(0);
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (reply instanceof Reply.Granted granted) {
      granted(target, granted.grants());
    } else if (reply instanceof Reply.Refused refused) {
      answer.completeExceptionally(new RefusedException(refused.reason()));
    } else if (remainingMs() > IN_TIME_MS && ++rounds < MAX_ROUNDS) {
      ask();
    } else {
      answer.complete(Received.NOTHING);
    }
  }

  private void granted(QueuePartition target, List<Grant> grants) {
    granted(target, grants, System.nanoTime() + longestForRoomNanos());
  }

  /**
   * @param roomUntil {@link System#nanoTime} until which it waits for room for the first body
   */
  private void granted(QueuePartition target, List<Grant> grants, long roomUntil) {
    if (answer.isDone()) {
      release(target, grants);
      return;
    }
    List<CompletableFuture<StoredBody>> bodies = new ArrayList<>(grants.size());
    CompletableFuture<Void> all;
    try {
      BodySource source = BodySource.of(queue, target.partition());
      for (Grant grant : grants) {
        bodies.add(tools.bodies().fetch(source, grant.offset(), tools.budget()));
      }
      all = CompletableFuture.allOf(bodies.toArray(CompletableFuture[]::new));
    } catch (Throwable e) {
      // The bodies are not wanted any more, even if they come later.
      bodies.forEach(body -> body.thenAccept(this::giveBack));
      release(target, grants);
      answer.completeExceptionally(e);
      return;
    }
    if (all.isDone()) {
      fetched(target, grants, bodies, roomUntil);
    } else {
      all.whenComplete((done, failure) -> fetched(target, grants, bodies, roomUntil));
    }
  }

  private void giveBack(StoredBody body) {
    if (body != null) {
      tools.budget().release(body.heldBytes());
    }
  }

  private void fetched(
      QueuePartition target,
      List<Grant> grants,
      List<CompletableFuture<StoredBody>> bodies,
      long roomUntil) {
    long held = heldBytes(bodies);
    Received received = null;
    try {
      // The first body that cannot be had, mostly for want of room, stays in the queue, with all
      // after it.
      int had = countUntilOneFails(bodies);
      if (had == 0 && grants.size() > 1 && isForWantOfRoom(bodies.get(0))) {
        // Later bodies came first, and have taken the room.
        tools.budget().release(held);
        held = 0;
        release(target, grants.subList(1, grants.size()));
        granted(target, grants.subList(0, 1), roomUntil);
        return;
      }
      Taken taken = taken(target, grants.subList(0, had), bodies);
      received = taken.received();
      // From here on the received messages hold their own bytes.
      tools.budget().release(held - taken.heldBytes);
      held = 0;
      if (!taken.gone.isEmpty()) {
        tools.commands().tell(target, new QueueCommand.Delete(taken.gone));
      }
      List<Grant> left = grants.subList(had, grants.size());
      if (taken.messages.isEmpty() && !left.isEmpty() && mayFindRoom(bodies.get(had), roomUntil)) {
        CompletableFuture.delayedExecutor(ROOM_AGAIN_MS, TimeUnit.MILLISECONDS, Runnable::run)
            .execute(() -> granted(target, left, roomUntil));
        return;
      }
      if (!left.isEmpty()) {
        release(target, left);
      }
      if (!taken.messages.isEmpty()) {
        if (!answer.complete(received)) {
          received.end(false);
        }
      } else if (had < grants.size()) {
        bodies.get(had).whenComplete((body, failure) -> answer.completeExceptionally(failure));
      } else {
        askAgain();
      }
    } catch (Throwable e) {
      // Perhaps out of memory. Neither the client nor the next receives may wait for ever.
      tools.budget().release(held);
      if (received != null) {
        received.end(false);
      }
      release(target, grants);
      answer.completeExceptionally(e);
    }
  }

  private static boolean isForWantOfRoom(CompletableFuture<?> body) {
    return body.handle((value, failure) -> failure).join() instanceof RefusedException refused
        && refused.refusal() == Refusal.OVERLOADED;
  }

  /**
   * Whether to wait for room instead of giving the message back. Given back at once it goes to the
   * next waiting receive, which has no room either.
   */
  private boolean mayFindRoom(CompletableFuture<StoredBody> body, long roomUntil) {
    return !answer.isDone() && roomUntil - System.nanoTime() > 0 && isForWantOfRoom(body);
  }

  private long longestForRoomNanos() {
    long ms = Math.min(ROOM_MS, queue.attributes().visibilityTimeout() * 1_000L / 2);
    return TimeUnit.MILLISECONDS.toNanos(Math.min(ms, remainingMs()));
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
    Taken taken = new Taken(target);
    for (int i = 0; i < grants.size(); i++) {
      Grant grant = grants.get(i);
      StoredBody stored = bodies.get(i).join();
      if (stored == null || stored.body() == null) {
        taken.gone.add(grant.lease());
      } else {
        taken.messages.add(message(target, grant, stored));
        taken.grants.add(grant);
        taken.heldBytes += stored.heldBytes();
      }
    }
    return taken;
  }

  /** The received messages, and the grants whose records are gone. */
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
            tools.budget().release(heldBytes);
            if (!reached) {
              release(target, grants);
            }
          });
    }
  }

  private void askAgain() {
    if (++rounds >= MAX_ROUNDS) {
      answer.complete(Received.NOTHING);
    } else if (queue.partitions() == 1) {
      ask();
    } else if (!answer.isDone()) {
      rooms.enter(queue, inRoom);
      if (answer.isDone()) {
        rooms.leave(queue, inRoom);
      }
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
    long abandoned = request.getAndSet(0);
    if (abandoned != 0) {
      tools.commands().tell(new QueuePartition(queue.id(), 0), new QueueCommand.Cancel(abandoned));
    }
  }

  /** How long the client has waited already after its wait was over. */
  private long lateMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - deadlineNanos));
  }

  private long remainingMs() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
  }

  /** This receive as a guest of the waiting room of a queue of several partitions. */
  private final class InRoom implements WaitingRoom.Guest {
    @Override
    public int max() {
      return max;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public WaitingRoom.Terms terms() {
      return new WaitingRoom.Terms(
          queue.attributes().visibilityTimeout() * 1_000L,
          queue.deadLetter() == null ? 0 : queue.deadLetter().limit().maxReceiveCount());
    }

    @Override
    public void granted(QueuePartition target, List<Grant> grants) {
      try {
        Receiving.this.granted(target, grants);
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    }

    @Override
    public void foundNothing(boolean full) {
      if (full) {
        failed(new RefusedException(Refusal.TOO_MANY_INACTIVE));
      } else {
        answer.complete(Received.NOTHING);
      }
    }

    @Override
    public void failed(Throwable failure) {
      answer.completeExceptionally(failure);
    }
  }
}
