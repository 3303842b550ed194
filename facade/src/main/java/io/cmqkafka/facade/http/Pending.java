package io.cmqkafka.facade.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests between their first header and the last byte of their answer, and the two bounds on
 * them: how many there are and how many bytes of bodies they hold. Any thread may call.
 */
final class Pending {
  private final int maxRequests;
  private final long maxBodyBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final Set<Exchange> watched = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile boolean draining;

  Pending(int maxRequests, long maxBodyBytes) {
    this.maxRequests = maxRequests;
    this.maxBodyBytes = maxBodyBytes;
  }

  int count() {
    return requests.get();
  }

  /** False, and nothing to leave, when there are too many already. */
  boolean enter() {
    if (requests.incrementAndGet() <= maxRequests) {
      return true;
    }
    leave(0);
    return false;
  }

  /** False, and nothing reserved, when too many bytes are held already. */
  boolean reserve(int bytes) {
    if (bodyBytes.addAndGet(bytes) <= maxBodyBytes) {
      return true;
    }
    bodyBytes.addAndGet(-bytes);
    return false;
  }

  void leave(long reservedBytes) {
    bodyBytes.addAndGet(-reservedBytes);
    if (requests.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  /** Exchanges that wait for something far away; they are told when the server closes. */
  Set<Exchange> watched() {
    return watched;
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
