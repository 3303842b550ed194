package io.cmqkafka.command;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The requests of this process that wait for a reply. Bounded; each is completed exactly once, by
 * its reply or by its own deadline, so that a lost reply costs a client an error and never a hung
 * connection. Thread-safe.
 */
public final class PendingReplies {
  /**
   * How many requests are remembered that were refused for want of a reply. The oldest are
   * forgotten first.
   */
  private static final int MAX_GIVEN_UP = 50_000;

  private static final long LOOK_MS = 5;

  /** Ignores a late reply, as is done with most of them. */
  static final Consumer<Reply> IGNORE = reply -> {};

  private final String instanceId;
  private final int max;
  private final ConcurrentHashMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final LongSupplier nanoTime;
  private final AtomicLong nextRequest = new AtomicLong(System.currentTimeMillis() << 20);

  private volatile long repliedAt;

  private final Map<Long, Consumer<Reply>> givenUp =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Consumer<Reply>> eldest) {
          return size() > MAX_GIVEN_UP;
        }
      };

  /**
   * How long a request may rightly wait, by this process's own clock.
   *
   * @param ms until it is overdue
   * @param overdue is given the request's number, at most once, and makes the reply come
   */
  record Wait(long ms, LongConsumer overdue) {
    /** For a command that is answered as soon as it is processed. */
    static final Wait NONE = new Wait(Long.MAX_VALUE, request -> {});
  }

  private static final class Waiting {
    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    final long begin;
    final long timeoutNanos;
    final Consumer<Reply> late;

    /** Whether the request takes one of the bounded places. */
    final boolean counted;

    final Wait wait;

    /** Used only by the thread that looks for late requests. */
    boolean isOverdue;

    Waiting(long begin, long timeoutMs, Consumer<Reply> late, boolean counted, Wait wait) {
      this.begin = begin;
      this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
      this.late = late;
      this.counted = counted;
      this.wait = wait;
    }

    boolean becomesOverdue(long now) {
      boolean before = isOverdue;
      isOverdue = now - begin > TimeUnit.MILLISECONDS.toNanos(wait.ms());
      return isOverdue && !before;
    }
  }

  public PendingReplies(String instanceId, int max) {
    this(instanceId, max, System::nanoTime);
  }

  public PendingReplies(String instanceId, int max, LongSupplier nanoTime) {
    this.instanceId = instanceId;
    this.max = max;
    this.nanoTime = nanoTime;
    this.repliedAt = nanoTime.getAsLong();
  }

  /** One waiting request. */
  public record Pending(Origin origin, CompletableFuture<Reply> reply) {}

  /**
   * @param timeoutMs after so long without a reply it is refused as UNAVAILABLE by the next {@link
   *     #refuseLate}
   * @param late takes a reply that comes after the request was refused, once. A reply to a request
   *     that was answered is not one: replays repeat those.
   * @throws RefusedException OVERLOADED when too many requests are waiting
   */
  public Pending register(long timeoutMs, Consumer<Reply> late) {
    return register(timeoutMs, late, Wait.NONE);
  }

  Pending register(long timeoutMs, Consumer<Reply> late, Wait wait) {
    mustHaveRoom(max);
    return register(timeoutMs, late, true, wait);
  }

  /**
   * As {@link #register(long, Consumer)}, for a request that may wait long. Such requests take at
   * most three quarters of the places, all of the process together. There is no limit for one
   * queue.
   */
  Pending registerWaiting(long timeoutMs, Consumer<Reply> late, Wait wait) {
    mustHaveRoom(maxWaiting());
    return register(timeoutMs, late, true, wait);
  }

  /**
   * Registers several requests that belong together: all of them, or none. Room is checked once for
   * all, so the bound may be exceeded by their number.
   *
   * @throws RefusedException OVERLOADED when too many requests are waiting
   */
  List<Pending> registerAll(int number, long timeoutMs) {
    mustHaveRoom(max);
    return Stream.generate(() -> registerAlways(timeoutMs)).limit(number).toList();
  }

  /**
   * Takes one of the bounded places, for a request that sends any number of commands by {@link
   * #registerOwn}.
   *
   * @param waiting whether it may wait long
   * @return gives the place back; to be run once
   * @throws RefusedException OVERLOADED when too many requests are waiting
   */
  Runnable takePlace(boolean waiting) {
    mustHaveRoom(waiting ? maxWaiting() : max);
    size.incrementAndGet();
    AtomicBoolean taken = new AtomicBoolean(true);
    return () -> {
      if (taken.getAndSet(false)) {
        size.decrementAndGet();
      }
    };
  }

  private int maxWaiting() {
    return Math.max(1, max / 4 * 3);
  }

  private void mustHaveRoom(int bound) {
    if (size.get() >= bound) {
      throw new RefusedException(Refusal.OVERLOADED);
    }
  }

  public Pending register(long timeoutMs) {
    return register(timeoutMs, IGNORE);
  }

  /**
   * As {@link #register}, but never refused, because the caller has a bound of its own. The request
   * is counted.
   */
  Pending registerAlways(long timeoutMs) {
    return register(timeoutMs, IGNORE, true, Wait.NONE);
  }

  /**
   * For requests of the process itself, which bounds their number. They take no place from clients,
   * however long they wait.
   */
  Pending registerOwn(long timeoutMs, Consumer<Reply> late, Wait wait) {
    return register(timeoutMs, late, false, wait);
  }

  private Pending register(long timeoutMs, Consumer<Reply> late, boolean counted, Wait wait) {
    long request = nextRequest.incrementAndGet();
    if (counted) {
      size.incrementAndGet();
    }
    Waiting one = new Waiting(nanoTime.getAsLong(), timeoutMs, late, counted, wait);
    waiting.put(request, one);
    return new Pending(new Origin(instanceId, request), one.reply);
  }

  /** An origin for a command that wants no reply. */
  public Origin nobody() {
    return new Origin(instanceId, 0);
  }

  /** Completes the request if it still waits; runs what depends on it on this thread. */
  public void complete(long request, Reply reply) {
    Waiting one = take(request);
    if (one != null) {
      repliedAt = nanoTime.getAsLong();
      one.reply.complete(reply);
    } else {
      late(request).accept(reply);
    }
  }

  /**
   * When a request that still waited last got its reply, by {@link System#nanoTime}; at first, when
   * this was made.
   */
  public long repliedAt() {
    return repliedAt;
  }

  /** The request is refused: no reply came, or none can come. */
  void fail(long request, Refusal refusal) {
    Waiting one = waiting.get(request);
    if (one == null) {
      return;
    }
    if (one.late != IGNORE) {
      synchronized (givenUp) {
        givenUp.put(request, one.late);
      }
    }
    if (take(request) != null) {
      one.reply.complete(new Reply.Refused(refusal));
    } else {
      late(request);
    }
  }

  /**
   * Refuses requests that have waited too long for their replies, and reports waits that are
   * overdue. For one thread at a time. One scan now and then is far cheaper than a timer for each
   * of many thousand requests a second, nearly all of which are answered within milliseconds.
   */
  public void refuseLate() {
    long now = nanoTime.getAsLong();
    waiting.forEach(
        (request, one) -> {
          if (now - one.begin > one.timeoutNanos) {
            fail(request, Refusal.UNAVAILABLE);
          } else if (one.becomesOverdue(now)) {
            one.wait.overdue().accept(request);
          }
        });
  }

  /**
   * Blocks until no request waits whose late reply would be used, or until the time is over.
   *
   * @return whether none waits
   */
  public boolean awaitThoseTakenLate(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (waiting.values().stream().anyMatch(one -> one.late != IGNORE)) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return true;
  }

  /** Requests that wait; without those of {@link #registerOwn}. */
  public int size() {
    return size.get();
  }

  /** Refuses all requests that still wait. */
  public void close() {
    waiting.keySet().forEach(request -> fail(request, Refusal.UNAVAILABLE));
  }

  private Consumer<Reply> late(long request) {
    synchronized (givenUp) {
      Consumer<Reply> late = givenUp.remove(request);
      return late == null ? IGNORE : late;
    }
  }

  private Waiting take(long request) {
    Waiting one = waiting.remove(request);
    if (one != null && one.counted) {
      size.decrementAndGet();
    }
    return one;
  }
}
