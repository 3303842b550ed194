package io.cmqkafka.receiving;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Gives up receives that are parked in machines of this process and were asked for by processes
 * that are gone. A message granted to one of them would reach nobody, and would be invisible until
 * its visibility timeout ends. Thread-safe; never blocks.
 *
 * <p>A process may be taken for gone by mistake. It is then answered "no message" early, and asks
 * again.
 */
public final class AbandonedReceives {
  /** Receives of one commands partition that one review gives up; the next review goes on. */
  private static final int MAX_AT_ONCE = 1_000;

  private final Predicate<String> isGone;
  private final CommandLog log;

  /** Parked receives by commands partition. */
  private final Map<Integer, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param isGone whether the process with this instance id is gone
   */
  public AbandonedReceives(Predicate<String> isGone, CommandLog log) {
    this.isGone = isGone;
    this.log = log;
  }

  /** How many receives were parked in this process's machines at the last reviews. */
  public int parked() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public void closed(int commandsPartition) {
    counts.remove(commandsPartition);
  }

  /**
   * Looks through the parked receives of a commands partition; to be called every second.
   *
   * @param receives all that are parked there now
   */
  public void review(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {
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
