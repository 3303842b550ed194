package io.cmqkafka.log;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests of this process that wait for a reply. Bounded; each is completed exactly once, by
 * its reply or by its own deadline, so that a lost reply costs a client an error and never a hung
 * connection. Thread-safe.
 */
public final class PendingReplies {
  private final String instanceId;
  private final int max;
  private final ConcurrentHashMap<Long, CompletableFuture<Reply>> pending =
      new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong nextRequest = new AtomicLong(System.currentTimeMillis() << 20);

  public PendingReplies(String instanceId, int max) {
    this.instanceId = instanceId;
    this.max = max;
  }

  /** One waiting request. */
  public record Pending(Origin origin, CompletableFuture<Reply> reply) {}

  /**
   * @param timeoutMs after so long without a reply it is refused as UNAVAILABLE
   * @throws RefusedException OVERLOADED when too many requests are waiting
   */
  public Pending register(long timeoutMs) {
    if (size.get() >= max) {
      throw new RefusedException(Refusal.OVERLOADED);
    }
    return registerAlways(timeoutMs);
  }

  /** As {@link #register}, for what has a bound of its own. */
  Pending registerAlways(long timeoutMs) {
    size.incrementAndGet();
    long request = nextRequest.incrementAndGet();
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    pending.put(request, reply);
    reply
        .completeOnTimeout(new Reply.Refused(Refusal.UNAVAILABLE), timeoutMs, TimeUnit.MILLISECONDS)
        .whenComplete(
            (ignored, failure) -> {
              pending.remove(request);
              size.decrementAndGet();
            });
    return new Pending(new Origin(instanceId, request), reply);
  }

  /** An origin for a command that wants no reply. */
  public Origin nobody() {
    return new Origin(instanceId, 0);
  }

  /** Completes the request if it still waits; runs what depends on it on this thread. */
  public void complete(long request, Reply reply) {
    CompletableFuture<Reply> waiting = pending.get(request);
    if (waiting != null) {
      waiting.complete(reply);
    }
  }

  public int size() {
    return size.get();
  }

  /** Refuses everything that still waits. */
  public void close() {
    pending
        .values()
        .forEach(reply -> reply.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE)));
  }
}
