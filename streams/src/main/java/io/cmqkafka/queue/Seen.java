package io.cmqkafka.queue;

import java.util.List;

/**
 * Which items of one source a queue partition holds copies of: all up to {@code highest} that were
 * ever for it, but for those in the holes.
 *
 * @param highest highest number seen
 * @param holes ascending ranges of numbers below it: sent by their writer, and not seen
 */
public record Seen(long highest, List<OffsetRange> holes) {
  public Seen {
    holes = List.copyOf(holes);
  }
}
