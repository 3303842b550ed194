package io.cmqkafka.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many records the stores of queue state in this process hold, those of standbys not counted
 * before they take over. Each store tells on its thread, after each commit; read on any.
 */
public final class StateSize {
  private final Map<Object, Long> records = new ConcurrentHashMap<>();

  /** The sum over all stores. */
  public long records() {
    return records.values().stream().mapToLong(Long::longValue).sum();
  }

  void holds(Object store, long count) {
    records.put(store, count);
  }

  void closed(Object store) {
    records.remove(store);
  }
}
