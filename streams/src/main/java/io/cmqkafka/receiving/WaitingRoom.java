package io.cmqkafka.receiving;

import io.cmqkafka.body.MessageLog;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The receives of this process on one queue of several partitions. They share what the process
 * knows of the partitions, and one receive parked at each partition. A granted message goes to the
 * first of them that is still in the room, no matter which command it was granted to. Messages that
 * are too many are given back at once.
 *
 * <p>A receive asks a partition that seems to have messages. When none seems to, the process looks
 * at all partitions at once, with a question that takes no message. Receives that want to look
 * meanwhile share the next look. A receive that finds nothing and may wait stays in the room. The
 * parked receives stay as long as the room has a guest, and a second longer for a client that comes
 * back.
 *
 * <p>Thread-safe; holds its lock for a moment only.
 */
final class WaitingRoom {
  /**
   * How long an observation of a partition is believed, and how long an empty room keeps its parked
   * receives.
   */
  private static final long MOMENT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long a parked receive waits. Short, because a lost reply is noticed only after this and the
   * timeout of a request.
   */
  private static final long PARK_MS = 5_000;

  /** A receive that is to be given messages. Called without the room's lock, on any thread. */
  interface Guest {
    /** Most messages, 1 to 16. */
    int max();

    /** {@link System#nanoTime} until which it waits; its start for a guest that does not wait. */
    long deadlineNanos();

    /** The terms of its receive, without the number of messages and the wait. */
    Terms terms();

    /** The guest has left the room with these messages. */
    void granted(QueuePartition target, List<Grant> grants);

    /**
     * The guest has left the room without a message. {@code full}: there were as many in flight as
     * may be.
     */
    void foundNothing(boolean full);

    /** It has left the room. */
    void failed(Throwable failure);
  }

  /** As in {@link QueueCommand.Receive}. */
  record Terms(long visibilityMs, int maxReceives) {}

  /** A guest's stay. */
  private static final class Stay {
    final Guest guest;
    final long terms;
    final long came;
    final long lookedAfter;

    /**
     * Whether a reply is due that will serve the guest or send it on. Otherwise it waits for a
     * parked receive.
     */
    boolean busy = true;

    Stay(Guest guest, long terms, long came) {
      this.guest = guest;
      this.terms = terms;
      this.came = came;
      this.lookedAfter = Math.max(came, guest.deadlineNanos() - MOMENT_NANOS);
    }
  }

  /** The state of a queue partition as the room knows it, and the receive parked there. */
  private static final class Seen {
    final QueuePartition target;

    /** So many more messages may be there. Forgotten when it was seen too long ago. */
    long left;

    long seenAt;

    /** When the machine had no message, it knew all messages before this offset. */
    long knownEnd;

    boolean full;

    /** When it last had as many in flight as may be. */
    long fullAt;

    Park park;

    /** Until then no receive is parked there, because the last parked one got no answer. */
    long restsUntil;

    Seen(QueuePartition target, long longAgo) {
      this.target = target;
      this.seenAt = longAgo;
      this.restsUntil = longAgo;
    }

    void isFullAt(long when) {
      full = true;
      fullAt = when;
    }

    /**
     * Whether the partition counts as full for this guest. An observation from long before the
     * guest came does not count.
     */
    boolean isFullFor(Stay stay, long now) {
      return full && (fullAt - stay.came >= 0 || now - fullAt <= MOMENT_NANOS);
    }
  }

  /** A receive that is parked at a partition for all guests of the room. */
  private static final class Park {
    final int max;
    final long terms;
    long request;

    Park(int max, long terms) {
      this.max = max;
      this.terms = terms;
    }
  }

  private final CommandLog commands;
  private final MessageLog messages;
  private final int maxInactive;
  private final long timeoutNanos;
  private final Seen[] partitions;

  /** Guests in the order in which they came. */
  private final Map<Guest, Stay> stays = new LinkedHashMap<>();

  /** How many guests are not busy. */
  private int idle;

  /** Receives whose replies have not been handled yet. */
  private final Set<CompletableFuture<Void>> underWay = ConcurrentHashMap.newKeySet();

  private Terms terms;

  /**
   * Counts changes of the terms. A guest gets no grant that was made by terms older than its own.
   */
  private long termsVersion;

  private int turn;
  private CompletableFuture<Void> looking;
  private CompletableFuture<Void> nextLook;

  /** When the last look that brought an answer began. */
  private long lookBegan;

  /** When a guest left last. */
  private long lastUsed;

  private boolean closed;

  /**
   * @param timeoutMs how long a receive may take beyond its wait
   */
  WaitingRoom(
      CommandLog commands,
      MessageLog messages,
      int maxInactive,
      int timeoutMs,
      String queueId,
      int partitions) {
    this.commands = commands;
    this.messages = messages;
    this.maxInactive = maxInactive;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    this.partitions = new Seen[partitions];
    long longAgo = System.nanoTime() - 2 * MOMENT_NANOS;
    for (int i = 0; i < partitions; i++) {
      this.partitions[i] = new Seen(new QueuePartition(queueId, i), longAgo);
    }
    this.lookBegan = longAgo;
    this.lastUsed = longAgo;
  }

  /**
   * Lets a guest in. Nothing is done for it until the returned task is run. Then exactly one of its
   * methods is called, unless it {@link #leave}s before.
   */
  synchronized Runnable enter(Guest guest) {
    boolean changed = !guest.terms().equals(terms);
    if (changed) {
      terms = guest.terms();
      termsVersion++;
    }
    Stay stay = new Stay(guest, termsVersion, System.nanoTime());
    stays.put(guest, stay);
    return () -> {
      if (changed) {
        Stream.of(partitions).forEach(this::cancel);
      }
      goOn(stay);
      lookNowAndThen();
    };
  }

  /** Does nothing when the guest is not in the room. */
  synchronized void leave(Guest guest) {
    Stay stay = stays.get(guest);
    if (stay != null) {
      remove(stay);
    }
  }

  /**
   * Ends waits that are over, cancels parked receives that no guest needs, and parks a new one
   * where the last got no answer. To be called several times a second.
   */
  void sweep() {
    List<Stay> over = new ArrayList<>();
    List<Stay> late = new ArrayList<>();
    List<Seen> needless = new ArrayList<>();
    boolean retry;
    synchronized (this) {
      long now = System.nanoTime();
      for (Stay stay : stays.values()) {
        if (now - stay.guest.deadlineNanos() - timeoutNanos > 0) {
          late.add(stay);
        } else if (!stay.busy && now - stay.guest.deadlineNanos() >= 0) {
          setBusy(stay, true);
          over.add(stay);
        }
      }
      late.forEach(this::remove);
      if (stays.isEmpty() && now - lastUsed > MOMENT_NANOS) {
        Stream.of(partitions).filter(one -> one.park != null).forEach(needless::add);
      }
      retry = idle > 0 && Stream.of(partitions).anyMatch(one -> one.full);
    }
    late.forEach(stay -> stay.guest.failed(new RefusedException(Refusal.UNAVAILABLE)));
    over.forEach(this::goOn);
    needless.forEach(this::cancel);
    parkForThoseWhoWait();
    if (retry) {
      lookNowAndThen();
    }
  }

  synchronized boolean isInUse() {
    return !stays.isEmpty()
        || looking != null
        || !underWay.isEmpty()
        || Stream.of(partitions).anyMatch(one -> one.park != null);
  }

  /**
   * Parks no receive any more. Completes when the parked receives are answered and their messages
   * given back.
   */
  CompletableFuture<Void> close() {
    synchronized (this) {
      closed = true;
    }
    Stream.of(partitions).forEach(this::cancel);
    return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new));
  }

  /** Counts a receive as under way until the returned future is completed. */
  private CompletableFuture<Void> begins() {
    CompletableFuture<Void> over = new CompletableFuture<>();
    underWay.add(over);
    over.thenRun(() -> underWay.remove(over));
    return over;
  }

  /** Takes the next step for a guest for which nothing is under way. */
  private void goOn(Stay stay) {
    Seen ask = null;
    long knownEnd = 0;
    boolean look = false;
    boolean ends = false;
    boolean full = false;
    List<Seen> park = List.of();
    synchronized (this) {
      if (stays.get(stay.guest) != stay) {
        return;
      }
      long now = System.nanoTime();
      boolean over = now - stay.guest.deadlineNanos() >= 0;
      boolean allFull = Stream.of(partitions).allMatch(one -> one.full);
      ask = nextToAsk(over, now);
      if (ask != null) {
        knownEnd = messages.knownEnd(ask.target);
        ask.left = Math.max(0, ask.left - stay.guest.max());
        ask.knownEnd = Math.max(ask.knownEnd, knownEnd);
      } else if (over
          ? lookBegan - stay.lookedAfter >= 0
          : Stream.of(partitions).allMatch(one -> one.isFullFor(stay, now))) {
        ends = true;
        full = Stream.of(partitions).anyMatch(one -> one.full);
        remove(stay);
      } else if (!over
          && !allFull
          && (now - lookBegan <= MOMENT_NANOS || parkedNearlyEverywhere())) {
        setBusy(stay, false);
        park = toPark();
      } else {
        look = true;
      }
    }
    if (ask != null) {
      ask(stay, ask, knownEnd);
    } else if (look) {
      look()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  goOn(stay);
                } else {
                  fail(stay, failure);
                }
              });
    } else if (ends) {
      stay.guest.foundNothing(full);
    } else {
      park.forEach(this::park);
    }
  }

  /** The next partition that seems to have a message, in turn; null when none seems to. */
  private Seen nextToAsk(boolean over, long now) {
    for (int i = 0; i < partitions.length; i++) {
      int index = (turn + i) % partitions.length;
      Seen one = partitions[index];
      boolean seems = one.left > 0 && now - one.seenAt <= MOMENT_NANOS;
      // A message that arrives where a receive is parked is granted to that receive.
      boolean arriving = (over || one.park == null) && messages.knownEnd(one.target) > one.knownEnd;
      if (!one.full && (seems || arriving)) {
        turn = index + 1;
        return one;
      }
    }
    return null;
  }

  private void ask(Stay stay, Seen one, long knownEnd) {
    CompletableFuture<Void> over = begins();
    commands
        .askOwn(one.target, receive(stay.guest.max(), stay.guest.terms(), 0, knownEnd), 0)
        .reply()
        .whenComplete(
            (reply, failure) -> {
              try {
                if (reply instanceof Reply.Granted granted) {
                  hand(one, granted.grants(), stay.guest.max(), stay.terms);
                }
              } finally {
                over.complete(null);
              }
              if (reply instanceof Reply.Granted) {
                goOn(stay);
              } else if (isFull(reply)) {
                isFullNow(one);
                goOn(stay);
              } else if (reply instanceof Reply.NoMessage) {
                goOn(stay);
              } else {
                fail(stay, refusal(reply, failure));
              }
            });
  }

  /**
   * Parks a receive at each partition that has none, because nothing was found for the waiting
   * guests.
   */
  private List<Seen> toPark() {
    long now = System.nanoTime();
    List<Seen> some =
        closed
            ? List.of()
            : Stream.of(partitions)
                .filter(one -> one.park == null && !one.full && now - one.restsUntil >= 0)
                .toList();
    if (!some.isEmpty()) {
      int wanted = wanted();
      some.forEach(one -> one.park = new Park(wanted, termsVersion));
    }
    return some;
  }

  /**
   * How many messages to ask of a partition: its share of all that the guests want, but at least as
   * many as the first guest wants.
   */
  private int wanted() {
    int all = 0;
    int first = 0;
    for (Stay stay : stays.values()) {
      if (!stay.busy) {
        all += stay.guest.max();
        first = first == 0 ? all : first;
      }
    }
    int share = (all + partitions.length - 1) / partitions.length;
    return Math.min(QueueCommand.MAX_BATCH, Math.max(1, Math.max(first, share)));
  }

  private void park(Seen one) {
    Park park;
    Terms now;
    synchronized (this) {
      park = one.park;
      now = terms;
    }
    CompletableFuture<Void> over = begins();
    CommandLog.Asked asked =
        commands.askOwn(one.target, receive(park.max, now, PARK_MS, 0), PARK_MS);
    boolean needless;
    synchronized (this) {
      park.request = asked.origin().request();
      needless = closed || park.terms != termsVersion;
    }
    if (needless) {
      cancel(one.target, park);
    }
    asked
        .reply()
        .whenComplete(
            (reply, failure) -> {
              try {
                answered(one, park, reply, failure);
              } finally {
                over.complete(null);
              }
            });
  }

  private void answered(Seen one, Park park, Reply reply, Throwable failure) {
    boolean unanswered = isUnavailable(reply);
    synchronized (this) {
      long now = System.nanoTime();
      one.park = null;
      if (isFull(reply)) {
        one.isFullAt(now);
      } else if (unanswered) {
        one.restsUntil = now + MOMENT_NANOS;
      }
    }
    if (unanswered) {
      // The guests still have time, and the other partitions. The next sweep parks a new receive.
      return;
    }
    if (reply instanceof Reply.Granted granted) {
      hand(one, granted.grants(), park.max, park.terms);
      parkForThoseWhoWait();
    } else if (reply instanceof Reply.NoMessage) {
      parkForThoseWhoWait();
    } else if (isFull(reply)) {
      List<Stay> waiting = takeThoseWhoWait();
      waiting.forEach(this::goOn);
    } else {
      takeThoseWhoWait().forEach(stay -> fail(stay, refusal(reply, failure)));
    }
  }

  private void parkForThoseWhoWait() {
    List<Seen> some;
    synchronized (this) {
      some = idle > 0 ? toPark() : List.of();
    }
    some.forEach(this::park);
  }

  private synchronized List<Stay> takeThoseWhoWait() {
    List<Stay> taken = stays.values().stream().filter(stay -> !stay.busy).toList();
    taken.forEach(stay -> setBusy(stay, true));
    return taken;
  }

  /** Gives the messages to the first guests, each as many as it takes, and gives back the rest. */
  private void hand(Seen one, List<Grant> grants, int asked, long grantTerms) {
    List<Runnable> gifts = new ArrayList<>();
    int given = 0;
    synchronized (this) {
      if (grants.size() == asked) {
        // There may be as many again.
        one.left = Math.max(one.left, asked);
        one.seenAt = System.nanoTime();
      }
      Iterator<Stay> each = stays.values().iterator();
      while (each.hasNext() && given < grants.size()) {
        Stay stay = each.next();
        if (stay.terms <= grantTerms) {
          List<Grant> gift =
              grants.subList(given, Math.min(grants.size(), given + stay.guest.max()));
          given += gift.size();
          each.remove();
          left(stay);
          gifts.add(() -> stay.guest.granted(one.target, gift));
        }
      }
      if (given < grants.size()) {
        one.left = Math.max(one.left, grants.size() - given);
        one.seenAt = System.nanoTime();
      }
    }
    if (given < grants.size()) {
      commands.tell(
          one.target,
          new QueueCommand.Release(
              grants.subList(given, grants.size()).stream().map(Grant::lease).toList()));
    }
    gifts.forEach(Runnable::run);
  }

  /** Completes with a look at all partitions that begins after this call. */
  private CompletableFuture<Void> look() {
    CompletableFuture<Void> mine;
    boolean begin;
    synchronized (this) {
      begin = looking == null;
      if (begin) {
        looking = new CompletableFuture<>();
        mine = looking;
      } else {
        nextLook = nextLook == null ? new CompletableFuture<>() : nextLook;
        mine = nextLook;
      }
    }
    if (begin) {
      beginLook(mine);
    }
    return mine;
  }

  /**
   * Looks at all partitions from time to time, so that none is forgotten while others have messages
   * for all.
   */
  private void lookNowAndThen() {
    boolean due;
    synchronized (this) {
      due =
          looking == null
              && !parkedEverywhere()
              && !stays.isEmpty()
              && System.nanoTime() - lookBegan > MOMENT_NANOS;
    }
    if (due) {
      look();
    }
  }

  private void beginLook(CompletableFuture<Void> look) {
    long began = System.nanoTime();
    List<CompletableFuture<Reply>> counts =
        Stream.of(partitions)
            .map(one -> commands.askOwn(one.target, new QueueCommand.Count(Long.MAX_VALUE), 0))
            .map(CommandLog.Asked::reply)
            .toList();
    CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new))
        .whenComplete(
            (done, failure) -> {
              Throwable refusal = failure;
              CompletableFuture<Void> next;
              List<Stay> waiting;
              synchronized (this) {
                for (int i = 0; i < partitions.length && refusal == null; i++) {
                  Reply reply = counts.get(i).join();
                  if (reply instanceof Reply.Counted counted) {
                    saw(partitions[i], counted, began);
                  } else {
                    refusal = refusal(reply, null);
                  }
                }
                if (refusal == null) {
                  lookBegan = began;
                }
                next = nextLook;
                nextLook = null;
                looking = next;
                waiting = refusal == null ? takeThoseWhoWait() : List.of();
              }
              if (refusal == null) {
                look.complete(null);
              } else {
                look.completeExceptionally(refusal);
              }
              waiting.forEach(this::goOn);
              if (next != null) {
                beginLook(next);
              }
            });
  }

  private void saw(Seen one, Reply.Counted counted, long began) {
    one.left = counted.active();
    one.seenAt = began;
    one.knownEnd = counted.end();
    one.full = counted.active() == 0 && counted.inactive() >= maxInactive;
    one.fullAt = began;
  }

  private QueueCommand.Receive receive(int max, Terms now, long waitMs, long knownEnd) {
    return new QueueCommand.Receive(
        max, now.visibilityMs(), waitMs, knownEnd, maxInactive, now.maxReceives(), false);
  }

  private void cancel(Seen one) {
    Park park;
    synchronized (this) {
      park = one.park;
    }
    if (park != null) {
      cancel(one.target, park);
    }
  }

  /** Cancels a parked receive. If its reply is on its way already, nothing changes. */
  private void cancel(QueuePartition target, Park park) {
    long request;
    synchronized (this) {
      request = park.request;
      park.request = 0;
    }
    if (request != 0) {
      commands.tell(target, new QueueCommand.Cancel(request));
    }
  }

  private void fail(Stay stay, Throwable failure) {
    boolean here;
    synchronized (this) {
      here = remove(stay);
    }
    if (here) {
      stay.guest.failed(failure);
    }
  }

  private synchronized void isFullNow(Seen one) {
    one.isFullAt(System.nanoTime());
  }

  private void setBusy(Stay stay, boolean busy) {
    if (stay.busy != busy) {
      stay.busy = busy;
      idle += busy ? -1 : 1;
    }
  }

  private boolean parkedEverywhere() {
    return Stream.of(partitions).allMatch(one -> one.park != null);
  }

  /**
   * Whether so few partitions have no parked receive that asking them costs no more than a look.
   */
  private boolean parkedNearlyEverywhere() {
    long others = Stream.of(partitions).filter(one -> one.park == null).count();
    return others <= Math.max(1, partitions.length / 8);
  }

  private boolean remove(Stay stay) {
    boolean here = stays.remove(stay.guest, stay);
    if (here) {
      left(stay);
    }
    return here;
  }

  private void left(Stay stay) {
    setBusy(stay, true);
    lastUsed = System.nanoTime();
  }

  private static boolean isUnavailable(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.reason() == Refusal.UNAVAILABLE;
  }

  private static boolean isFull(Reply reply) {
    return reply instanceof Reply.Refused refused && refused.reason() == Refusal.TOO_MANY_INACTIVE;
  }

  private static Throwable refusal(Reply reply, Throwable failure) {
    if (failure != null) {
      return failure;
    }
    return new RefusedException(
        reply instanceof Reply.Refused refused ? refused.reason() : Refusal.UNAVAILABLE);
  }
}
