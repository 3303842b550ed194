package io.cmqkafka.facade.http;

import io.cmqkafka.budget.ByteBudget;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests between their first header and the last byte of their answer, and the two bounds on
 * those that are signed or come from where a signed one came: how many there are and how many bytes
 * they hold. {@link Strangers} bounds the others. Any thread may call.
 */
final class Pending {
  private final int maxRequests;
  private final ByteBudget budget;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger places = new AtomicInteger();
  private final Set<Exchange> waiting = ConcurrentHashMap.newKeySet();

  /**
   * In the order of their coming, nearly; many are over by the time they are looked at. Holds what
   * began to wait within twice the time after which connections are watched.
   */
  private final Queue<Exchange> unwatched = new ConcurrentLinkedQueue<>();

  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile boolean draining;

  Pending(int maxRequests, ByteBudget budget) {
    this.maxRequests = maxRequests;
    this.budget = budget;
  }

  int count() {
    return requests.get();
  }

  /** False, and nothing to leave, when there are too many already. */
  boolean enter() {
    requests.incrementAndGet();
    if (takePlace()) {
      return true;
    }
    leaveUnplaced();
    return false;
  }

  /** A stranger's, which has no place here. */
  void enterUnplaced() {
    requests.incrementAndGet();
  }

  /** A stranger's that is known now and holds so much. False, and it is still without a place. */
  boolean place(long bytes) {
    if (!takePlace()) {
      return false;
    }
    if (!reserve(bytes, bytes)) {
      places.decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean takePlace() {
    if (places.incrementAndGet() <= maxRequests) {
      return true;
    }
    places.decrementAndGet();
    return false;
  }

  /**
   * False, and nothing reserved, when too many bytes are held already.
   *
   * @param altogether what the request holds then
   */
  boolean reserve(long bytes, long altogether) {
    return budget.take(bytes, altogether);
  }

  /** Some of what was reserved is held no more. */
  void release(long bytes) {
    budget.give(bytes);
  }

  void leave(long reservedBytes) {
    release(reservedBytes);
    places.decrementAndGet();
    leaveUnplaced();
  }

  void leaveUnplaced() {
    if (requests.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  /** The exchange waits for something far away. */
  void await(Exchange exchange) {
    waiting.add(exchange);
    unwatched.add(exchange);
  }

  /** Exchanges that wait for something far away; they are told when the server closes. */
  Set<Exchange> waiting() {
    return waiting;
  }

  /**
   * Begins to watch the connections of exchanges that have waited since before a moment and still
   * do. For one thread at a time.
   */
  void watchThoseBefore(long nanos) {
    for (Exchange next = unwatched.peek();
        next != null && next.waitingSince() - nanos < 0;
        next = unwatched.peek()) {
      try {
        next.watch();
      } finally {
        unwatched.remove();
      }
    }
  }

  /** Whether the connection of each exchange that waits is watched. */
  boolean allAreWatched() {
    return unwatched.isEmpty();
  }

  boolean isClosing() {
    return closing;
  }

  boolean isDraining() {
    return draining;
  }

  /** From now on answers close their connections. */
  void close() {
    closing = true;
  }

  /** Completes as soon as nothing is pending, at once if so; more is not expected to come. */
  CompletableFuture<Void> drained() {
    draining = true;
    if (requests.get() == 0) {
      drained.complete(null);
    }
    return drained;
  }
}
