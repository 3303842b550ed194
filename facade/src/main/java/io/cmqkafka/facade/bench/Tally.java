package io.cmqkafka.facade.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one thread counts. Written by that thread, and read by it; {@link #done} and {@link
 * #errors()} also by the thread that shows progress.
 */
final class Tally {
  /** Kinds of errors told apart; all further ones are counted as one. */
  private static final int MAX_KINDS = 32;

  private final StepTimes warmUp = new StepTimes();
  private final StepTimes measured = new StepTimes();
  private final Map<String, Long> errorKinds = new TreeMap<>();
  private volatile long done;
  private volatile long errors;
  private long doneInWindow;
  private long firstDoneAt;
  private long lastDoneAt;
  private long emptyReceives;
  private long foreign;
  private long early;

  void time(Step step, long from, long to, Window window) {
    (window.contains(to) ? measured : warmUp).record(step, to - from);
  }

  /** {@code count} messages went all the way. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
  void done(int count, long at, Window window) {
    if (count == 0) {
      return;
    }
    if (done == 0) {
      firstDoneAt = at;
    }
    done = done + count;
    lastDoneAt = at;
    if (window.contains(at)) {
      doneInWindow += count;
    }
  }

  void error(String kind) {
    errors = errors + 1;
    errorKinds.merge(
        errorKinds.containsKey(kind) || errorKinds.size() < MAX_KINDS ? kind : "other",
        1L,
        Long::sum);
  }

  void emptyReceive() {
    emptyReceives++;
  }

  /** A message that is not of this run; it is left alone. */
  void foreignMessage() {
    foreign++;
  }

  void early() {
    early++;
  }

  long done() {
    return done;
  }

  long errors() {
    return errors;
  }

  /** Adds the other's figures; its thread must have ended. */
  void addAll(Tally other) {
    warmUp.addAll(other.warmUp);
    measured.addAll(other.measured);
    other.errorKinds.forEach((kind, count) -> errorKinds.merge(kind, count, Long::sum));
    if (other.done > 0) {
      firstDoneAt = done == 0 ? other.firstDoneAt : earlier(firstDoneAt, other.firstDoneAt);
      lastDoneAt = done == 0 ? other.lastDoneAt : -earlier(-lastDoneAt, -other.lastDoneAt);
    }
    done = done + other.done;
    errors = errors + other.errors;
    doneInWindow += other.doneInWindow;
    emptyReceives += other.emptyReceives;
    foreign += other.foreign;
    early += other.early;
  }

  StepTimes warmUpTimes() {
    return warmUp;
  }

  StepTimes measuredTimes() {
    return measured;
  }

  Map<String, Long> errorKinds() {
    return errorKinds;
  }

  long doneInWindow() {
    return doneInWindow;
  }

  long firstDoneAt() {
    return firstDoneAt;
  }

  long lastDoneAt() {
    return lastDoneAt;
  }

  long emptyReceives() {
    return emptyReceives;
  }

  long foreign() {
    return foreign;
  }

  long earlyMessages() {
    return early;
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }
}
