package io.cmqkafka.facade.http;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.Envelope;
import io.cmqkafka.facade.http.connection.Strangers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The requests between their first header and the last byte of their answer. Two bounds hold for
 * requests that are signed or come over a connection of a signed one: their number, and the bytes
 * that they hold. {@link Strangers} bounds the others. Any thread may call.
 */
public final class PendingRequests {
  private final int maxRequests;
  private final ByteBudget budget;
  private final Strangers strangers;
  private final RequestTimers timers;
  private final RequestLog log;
  private final AtomicLong requestIds = new AtomicLong(System.currentTimeMillis() * 1_000);
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger places = new AtomicInteger();
  private final Set<PendingRequest> waiting = ConcurrentHashMap.newKeySet();

  /**
   * Waiting requests whose connections are not watched yet, nearly in the order of their coming.
   * Many are over by the time they are looked at. Holds requests that began to wait within twice
   * the time after which connections are watched.
   */
  private final Queue<PendingRequest> unwatched = new ConcurrentLinkedQueue<>();

  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile boolean draining;

  /**
   * @param actions their names, as metrics show them
   * @param maxRequests how many may be unanswered at a time, parked ones included. Further ones are
   *     answered with THROTTLED at once
   * @param budget the bytes that they may hold together. A request that needs more is answered with
   *     THROTTLED
   * @param strangersBytes the bytes that strangers may hold beside them
   * @param slow a request that takes longer is logged as slow; the wait it asked for is not
   *     counted. Zero for none
   */
  public PendingRequests(
      Set<String> actions,
      int maxRequests,
      ByteBudget budget,
      long strangersBytes,
      Duration slow,
      MeterRegistry meters) {
    this.maxRequests = maxRequests;
    this.budget = budget;
    this.strangers = new Strangers(strangersBytes, System::nanoTime);
    this.timers = new RequestTimers(actions, meters);
    this.log = new RequestLog(slow, System::nanoTime);
    Gauge.builder("cmq.requests.pending", this, PendingRequests::count)
        .description("Requests not answered yet, parked ones included")
        .register(meters);
    Gauge.builder("cmq.strangers.bytes", strangers, Strangers::bytes)
        .description("What requests hold whose signature has not been checked")
        .register(meters);
  }

  Strangers strangers() {
    return strangers;
  }

  RequestTimers timers() {
    return timers;
  }

  RequestLog log() {
    return log;
  }

  int count() {
    return requests.get();
  }

  /** Takes a request in; null when there is no room for it. */
  PendingRequest enter(ResponseChannel channel) {
    String requestId = nextRequestId();
    Strangers.Guest guest = null;
    if (channel.peer().isKnown()) {
      channel.peer().arriving(null);
      requests.incrementAndGet();
      if (!takePlace()) {
        leaveUnplaced();
        return null;
      }
    } else {
      guest = channel.peer().takeArrived();
      if (guest == null) {
        // A pipelined request has come unnoticed by the connection.
        guest = strangers.enter(channel.peer().address(), channel::makeRoom);
      }
      if (guest == null) {
        return null;
      }
      requests.incrementAndGet();
    }
    try {
      return new PendingRequest(channel, this, guest, requestId);
    } catch (Throwable e) {
      if (guest == null) {
        leave(0);
      } else {
        guest.leave();
        leaveUnplaced();
      }
      throw e;
    }
  }

  /** Answers a request that was not taken in. */
  void refuse(ResponseChannel channel, CmqError error, boolean close, Consumer<Boolean> end) {
    timers.unknown().record(error.code(), 0);
    channel.answer(
        Envelope.ofError(error.code(), error.message(), nextRequestId(), null), close, end);
  }

  String nextRequestId() {
    return Long.toString(requestIds.incrementAndGet());
  }

  /**
   * Gives a place to a stranger's request whose signature was good and that holds so many bytes.
   * False when there is no room.
   */
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
   * Reserves bytes. False, with nothing reserved, when too many bytes are held already.
   *
   * @param altogether the bytes that the request holds then
   */
  boolean reserve(long bytes, long altogether) {
    return budget.tryAcquire(bytes, altogether);
  }

  /** Gives back reserved bytes. */
  void release(long bytes) {
    budget.release(bytes);
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

  /** Takes a request that waits for its action. */
  void await(PendingRequest request) {
    waiting.add(request);
    unwatched.add(request);
  }

  /** Requests that wait for their actions; they are told when the server closes. */
  Set<PendingRequest> waiting() {
    return waiting;
  }

  /**
   * Begins to watch the connections of requests that have waited since before this moment and still
   * wait. For one thread at a time.
   */
  void watchThoseBefore(long nanos) {
    for (PendingRequest next = unwatched.peek();
        next != null && next.waitingSince() - nanos < 0;
        next = unwatched.peek()) {
      try {
        next.watch();
      } finally {
        unwatched.remove();
      }
    }
  }

  /** Whether the connection of each request that waits is watched. */
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

  /** Completes as soon as no request is pending. New requests are not expected. */
  CompletableFuture<Void> drained() {
    draining = true;
    if (requests.get() == 0) {
      drained.complete(null);
    }
    return drained;
  }
}
