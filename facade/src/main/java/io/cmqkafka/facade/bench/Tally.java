package io.cmqkafka.facade.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a run counts and times, in microseconds with three digits. Any thread. */
final class Tally {
  /** Kinds of errors told apart; all further ones are counted as one. */
  private static final int MAX_KINDS = 32;

  private final Map<Step, Histogram> warmUpTimes = new EnumMap<>(Step.class);
  private final Map<Step, Histogram> measuredTimes = new EnumMap<>(Step.class);
  private final Map<String, Long> errorKinds = new TreeMap<>();
  private long done;
  private long errors;
  private long doneInWindow;
  private long firstDoneAt;
  private long lastDoneAt;
  private long emptyReceives;
  private long foreign;
  private long early;

  synchronized void time(Step step, long from, long to, Window window) {
    (window.contains(to) ? measuredTimes : warmUpTimes)
        .computeIfAbsent(step, s -> new Histogram(3))
        .recordValue(Math.max(0, (to - from) / 1_000));
  }

  /** {@code count} messages went all the way. */
  synchronized void done(int count, long at, Window window) {
    if (count == 0) {
      return;
    }
    if (done == 0 || at - firstDoneAt < 0) {
      firstDoneAt = at;
    }
    if (done == 0 || at - lastDoneAt > 0) {
      lastDoneAt = at;
    }
    done += count;
    if (window.contains(at)) {
      doneInWindow += count;
    }
  }

  synchronized void error(String kind) {
    errors++;
    errorKinds.merge(
        errorKinds.containsKey(kind) || errorKinds.size() < MAX_KINDS ? kind : "other",
        1L,
        Long::sum);
  }

  synchronized void emptyReceive() {
    emptyReceives++;
  }

  /** A message that is not of this run; it is left alone. */
  synchronized void foreignMessage() {
    foreign++;
  }

  synchronized void early() {
    early++;
  }

  synchronized long done() {
    return done;
  }

  synchronized long errors() {
    return errors;
  }

  synchronized long doneInWindow() {
    return doneInWindow;
  }

  synchronized long firstDoneAt() {
    return firstDoneAt;
  }

  synchronized long lastDoneAt() {
    return lastDoneAt;
  }

  synchronized long emptyReceives() {
    return emptyReceives;
  }

  synchronized long foreign() {
    return foreign;
  }

  synchronized long earlyMessages() {
    return early;
  }

  /** For when the threads of the run have ended, as the other maps. */
  Map<Step, Histogram> warmUpTimes() {
    return warmUpTimes;
  }

  Map<Step, Histogram> measuredTimes() {
    return measuredTimes;
  }

  Map<String, Long> errorKinds() {
    return errorKinds;
  }
}
