package io.cmqkafka.cluster;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Counts the receives that wait where this process decides, and gives up those of processes which
 * are gone: whatever they were granted would reach nobody, and be invisible to everybody until its
 * visibility ends. Thread-safe; never blocks.
 *
 * <p>A process that is only taken for gone is answered "no message" early, and asks again.
 */
public final class WaitingReceives {
  /** Of one commands partition, at a time; the rest a second later. */
  private static final int MAX_AT_ONCE = 1_000;

  private final Predicate<String> isGone;
  private final CommandLog log;

  /** By commands partition. */
  private final Map<Integer, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param isGone asked about the instance id of a process
   */
  public WaitingReceives(Predicate<String> isGone, CommandLog log) {
    this.isGone = isGone;
    this.log = log;
  }

  /** How many wait, up to a second ago. */
  public int count() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public void closed(int commandsPartition) {
    counts.remove(commandsPartition);
  }

  /** These receives wait, says who decides about them. Repeated every second. */
  public void waiting(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {
    counts.put(commandsPartition, receives.values().stream().mapToInt(List::size).sum());
    Map<String, Boolean> gone = new HashMap<>();
    int left = MAX_AT_ONCE;
    for (Map.Entry<QueuePartition, List<Origin>> one : receives.entrySet()) {
      for (Origin origin : one.getValue()) {
        if (gone.computeIfAbsent(origin.instance(), isGone::test) && left-- > 0) {
          log.cancelFor(one.getKey(), origin);
        }
      }
    }
  }
}
