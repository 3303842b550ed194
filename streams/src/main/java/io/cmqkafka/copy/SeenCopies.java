package io.cmqkafka.copy;

import java.util.ArrayList;
import java.util.List;

/**
 * Which items of one source a queue partition holds copies of: all up to {@code highest} that were
 * ever sent to it, except those in the holes.
 *
 * @param highest highest number seen
 * @param at offset in the queue partition of the last copy that was no repeat
 * @param holes ascending ranges of lower numbers that were sent by their writer and not seen
 */
public record SeenCopies(long highest, long at, List<Hole> holes) {
  /**
   * Beyond this number the two lowest holes become one: a copy is rather delivered twice than an
   * item lost.
   */
  static final int MAX_HOLES = 100;

  static final SeenCopies NOTHING = new SeenCopies(-1, -1, List.of());

  public SeenCopies {
    holes = List.copyOf(holes);
  }

  /** What is seen after this copy; null when it is a repeat. */
  SeenCopies with(Copied copy) {
    long number = copy.number();
    if (number > highest) {
      // The number that the writer sent before this one was never seen here. Its write failed and
      // may be repeated, as may others between it and the highest: the range stays a hole.
      return copy.previous() > highest
          ? new SeenCopies(number, copy.offset(), bounded(holes, new Hole(highest + 1, number)))
          : new SeenCopies(number, copy.offset(), holes);
    }
    for (int i = 0; i < holes.size(); i++) {
      Hole hole = holes.get(i);
      if (hole.from() <= number && number < hole.to()) {
        return new SeenCopies(highest, copy.offset(), without(i, number));
      }
    }
    return null;
  }

  private List<Hole> without(int index, long number) {
    Hole hole = holes.get(index);
    List<Hole> rest = new ArrayList<>(holes.subList(0, index));
    if (hole.from() < number) {
      rest.add(new Hole(hole.from(), number));
    }
    if (number + 1 < hole.to()) {
      rest.add(new Hole(number + 1, hole.to()));
    }
    rest.addAll(holes.subList(index + 1, holes.size()));
    return bounded(rest);
  }

  private static List<Hole> bounded(List<Hole> holes, Hole... more) {
    List<Hole> all = new ArrayList<>(holes);
    all.addAll(List.of(more));
    if (all.size() > MAX_HOLES) {
      Hole lowest = all.remove(0);
      all.set(0, new Hole(lowest.from(), all.get(0).to()));
    }
    return all;
  }
}
