package io.cmqkafka.catalog;

import java.util.HashMap;
import java.util.Map;

/**
 * How many queues send their dead letters to which queue, kept up as entries change. Not
 * thread-safe.
 */
public final class DeadLetterSources {
  private final Map<String, Integer> byQueueId = new HashMap<>();

  public int of(String queueId) {
    return byQueueId.getOrDefault(queueId, 0);
  }

  /**
   * @param before null when the entry is new
   * @param after null when the entry is removed
   */
  public void changed(CatalogEntry before, CatalogEntry after) {
    if (before instanceof QueueDefinition queue && queue.deadLetter() != null) {
      byQueueId.computeIfPresent(
          queue.deadLetter().queueId(), (id, count) -> count == 1 ? null : count - 1);
    }
    if (after instanceof QueueDefinition queue && queue.deadLetter() != null) {
      byQueueId.merge(queue.deadLetter().queueId(), 1, Integer::sum);
    }
  }
}
