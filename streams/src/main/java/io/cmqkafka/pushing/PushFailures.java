package io.cmqkafka.pushing;

import io.cmqkafka.queue.PushFailure;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last failed push of each subscription that this process pushes for. In memory alone: what a
 * process knew is gone when it ends, or when another one pushes for the subscription. Thread-safe.
 */
public final class PushFailures {
  private final ConcurrentHashMap<String, PushFailure> last = new ConcurrentHashMap<>();

  /**
   * @param queueId the subscription's delivery queue
   */
  public void put(String queueId, PushFailure failure) {
    last.put(queueId, failure);
  }

  /** This process does not push for the subscription any more. */
  public void forget(String queueId) {
    last.remove(queueId);
  }

  /** Null when there was none, and for what is no delivery queue. */
  public PushFailure of(String queueId) {
    return last.get(queueId);
  }
}
