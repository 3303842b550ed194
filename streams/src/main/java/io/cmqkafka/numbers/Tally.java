package io.cmqkafka.numbers;

import io.cmqkafka.Measure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process has done for queues, topics and subscriptions since that was last taken. Each
 * thing is counted by the process that does it, when it is done, so nothing is counted twice.
 * Thread-safe.
 */
public final class Tally {
  private final Map<String, long[]> counts = new ConcurrentHashMap<>();

  /**
   * @param id of a queue (an HTTP subscription's hidden one too), of a topic, or of a subscription
   *     that pushes nothing
   */
  public void add(String id, Measure what, long howMany) {
    if (howMany > 0) {
      counts.compute(
          id,
          (key, before) -> {
            long[] sums = before == null ? Point.zeros() : before;
            sums[what.ordinal()] += howMany;
            return sums;
          });
    }
  }

  /** What was counted since the last call, by id: numbers by {@link Measure#ordinal}. */
  public Map<String, long[]> take() {
    Map<String, long[]> taken = new HashMap<>();
    for (String id : List.copyOf(counts.keySet())) {
      taken.put(id, counts.remove(id));
    }
    return taken;
  }
}
