package io.cmqkafka.pushing;

import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.PushFailure;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the last pushes of each subscription went that this process pushes for. In memory alone: what
 * a process knew is gone when it ends, or when another one pushes for the subscription.
 * Thread-safe.
 */
public final class PushOutcomes {
  private final ConcurrentHashMap<String, LastPushes> last = new ConcurrentHashMap<>();

  /**
   * The endpoint has taken a message.
   *
   * @param queueId the subscription's delivery queue
   * @param timeMs epoch ms
   */
  public void taken(String queueId, long timeMs) {
    last.compute(
        queueId, (id, before) -> new LastPushes(timeMs, before == null ? null : before.failure()));
  }

  public void failed(String queueId, PushFailure failure) {
    last.compute(
        queueId, (id, before) -> new LastPushes(before == null ? 0 : before.takenMs(), failure));
  }

  /** This process does not push for the subscription any more. */
  public void forget(String queueId) {
    last.remove(queueId);
  }

  /** Null when there was none, and for what is no delivery queue. */
  public LastPushes of(String queueId) {
    return last.get(queueId);
  }
}
