package io.cmqkafka.numbers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What has been told of one slot so far. Not thread-safe. */
final class SlotInProgress {
  private final Map<Integer, Depths> depths = new HashMap<>();
  private final Map<String, long[]> counts = new HashMap<>();
  private boolean told;

  private static final class Depths {
    final String process;
    final Told.Look look;
    final Map<String, long[]> numbers = new HashMap<>();
    final Set<Integer> parts = new HashSet<>();

    Depths(String process, Told.Look look) {
      this.process = process;
      this.look = look;
    }

    boolean isOf(Told other) {
      return process.equals(other.process()) && look.position() == other.look().position();
    }

    boolean isComplete() {
      return parts.size() == look.parts();
    }
  }

  /**
   * Of two processes that both think they decide about a commands partition, the one counts that
   * has read more of its commands.
   */
  void look(Told look) {
    int commandsPartition = look.look().commandsPartition();
    Depths known = depths.get(commandsPartition);
    if (known == null || !known.isOf(look) && look.look().position() >= known.look.position()) {
      known = new Depths(look.process(), look.look());
      depths.put(commandsPartition, known);
    }
    if (known.isOf(look) && known.parts.add(look.look().part())) {
      known.numbers.putAll(look.numbers());
    }
  }

  void count(Map<String, long[]> done) {
    told = true;
    done.forEach((id, more) -> Point.add(counts.computeIfAbsent(id, i -> Point.zeros()), more));
  }

  /** The commands partitions that are told of, and {@link History#TOLD} if a process has told. */
  Set<Integer> covered() {
    Set<Integer> covered = new HashSet<>();
    depths.forEach(
        (commandsPartition, one) -> {
          if (one.isComplete()) {
            covered.add(commandsPartition);
          }
        });
    if (told) {
      covered.add(History.TOLD);
    }
    return covered;
  }

  /** By id, all that is not zero. */
  Map<String, long[]> points() {
    Map<String, long[]> points = new HashMap<>();
    counts.forEach((id, point) -> points.put(id, point.clone()));
    for (Depths one : depths.values()) {
      if (one.isComplete()) {
        one.numbers.forEach(
            (id, part) -> Point.add(points.computeIfAbsent(id, i -> Point.zeros()), part));
      }
    }
    points.values().removeIf(Point::isZero);
    return points;
  }
}
