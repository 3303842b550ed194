package io.cmqkafka.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether this process's commands are decided about: Kafka takes them, an owner decides, and
 * the reply comes back. Nearly every request needs that. Each reply to a command proves it. When no
 * reply has come for a while, this asks a question of its own. A proof is believed for a while, so
 * that a hand-over, in which some commands partitions have no owner for a moment, counts as no
 * trouble. {@link #ask} is for one thread; the rest is thread-safe. Never blocks.
 */
public final class CommandProbe {
  private static final Logger LOG = LoggerFactory.getLogger(CommandProbe.class);

  /** After so long without a reply, each {@link #ask} sends a question. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * A proof is believed for at least so long, even if the time of a request is shorter, so that
   * several questions fit in.
   */
  private static final long MIN_BELIEF_MS = 5_000;

  private final CommandLog log;
  private final Supplier<Set<Integer>> owned;
  private final LongSupplier repliedAt;
  private final LongSupplier nanoTime;
  private final long beliefNanos;
  private final long since;
  private int turn;
  private boolean saidLost;

  /** When Kafka last took a question, and why it did not take the last one; null if it did. */
  private volatile long takenAt;

  private volatile Throwable refusal;

  /**
   * At first, commands count as decided about.
   *
   * @param owned commands partitions that this process decides about
   * @param timeoutMs how long a request may take; a reply is a proof for that time, and at least
   *     for 5 s
   */
  public CommandProbe(
      CommandLog log, PendingReplies pending, Supplier<Set<Integer>> owned, long timeoutMs) {
    this(log, pending, owned, timeoutMs, System::nanoTime);
  }

  CommandProbe(
      CommandLog log,
      PendingReplies pending,
      Supplier<Set<Integer>> owned,
      long timeoutMs,
      LongSupplier nanoTime) {
    this.log = log;
    this.owned = owned;
    this.repliedAt = pending::repliedAt;
    this.nanoTime = nanoTime;
    this.beliefNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(timeoutMs, MIN_BELIEF_MS));
    this.since = nanoTime.getAsLong();
    this.takenAt = since;
  }

  /** Asks, unless there was a reply in the last 2 s. To be called about once a second. */
  public void ask() {
    Optional<String> trouble = trouble();
    if (trouble.isPresent() != saidLost) {
      saidLost = trouble.isPresent();
      if (saidLost) {
        LOG.warn("this process is not ready: {}", trouble.get());
      } else {
        LOG.info("this process is ready again: its commands are decided about");
      }
    }
    if (quietNanos() >= QUIET_NANOS) {
      log.probe(next())
          .whenComplete(
              (taken, failure) -> {
                refusal = failure;
                if (failure == null) {
                  takenAt = nanoTime.getAsLong();
                }
              });
    }
  }

  /**
   * Why requests here would be refused, one sentence; empty while there is no reason to think so.
   */
  public Optional<String> trouble() {
    long quiet = quietNanos();
    if (quiet <= beliefNanos) {
      return Optional.empty();
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(quiet);
    Throwable why = refusal;
    boolean isTaken = why == null && nanoTime.getAsLong() - takenAt <= beliefNanos;
    return Optional.of(
        isTaken
            ? "Kafka takes commands, and nobody has decided about them for " + seconds + " s"
            : "Kafka has taken no command for %d s%s"
                .formatted(seconds, why == null ? "" : ": " + why));
  }

  private long quietNanos() {
    long now = nanoTime.getAsLong();
    return Math.min(now - repliedAt.getAsLong(), now - since);
  }

  /**
   * The partition to ask next: in turn one of this process and any one. Its own partitions prove
   * enough while those of another process have no owner. A process that owns none asks others.
   */
  private int next() {
    int now = turn++ & Integer.MAX_VALUE;
    List<Integer> own = List.copyOf(owned.get());
    return now % 2 == 0 && !own.isEmpty()
        ? own.get(now / 2 % own.size())
        : now / 2 % log.partitions();
  }
}
