package io.cmqkafka.cluster;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts newer rules in force in the commands partitions that this process decides about, when every
 * process of the cluster has offered them for a minute. Thread-safe; never blocks.
 */
public final class RulesSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(RulesSwitch.class);

  /**
   * How long an offer must stand. Processes that are only away, such as those that are restarted
   * one after the other, have come back by then and take part.
   */
  private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Supplier<Optional<Rules>> offeredByAll;
  private final Rules offeredHere;
  private final BiConsumer<Integer, Rules> putInForce;
  private final long steadyNanos;
  private final LongSupplier nanoTime;
  private Rules steady = Rules.FIRST;
  private long steadySince;

  /** By commands partition that this process decides about. */
  private final Map<Integer, Rules> inForce = new ConcurrentHashMap<>();

  public RulesSwitch(LiveProcesses processes, Rules offeredHere, CommandLog log) {
    this(
        processes::offered,
        offeredHere,
        log::putInForce,
        // Where no other process can be there is nothing to wait for.
        processes.isAlone() ? 0 : STEADY_NANOS,
        System::nanoTime);
  }

  /**
   * @param offeredByAll the newest that all processes offer, empty when that is not known
   * @param putInForce appends the command to a commands partition
   * @param steadyNanos how long an offer must stand
   */
  RulesSwitch(
      Supplier<Optional<Rules>> offeredByAll,
      Rules offeredHere,
      BiConsumer<Integer, Rules> putInForce,
      long steadyNanos,
      LongSupplier nanoTime) {
    this.steadyNanos = steadyNanos;
    this.nanoTime = nanoTime;
    this.offeredByAll = offeredByAll;
    this.offeredHere = offeredHere;
    this.putInForce = putInForce;
  }

  /** This process decides about the commands partition, and by these rules. */
  public void decides(int commandsPartition, Rules rules) {
    Rules before = inForce.put(commandsPartition, rules);
    if (before != null && rules.isNewerThan(before)) {
      LOG.info(
          "commands partition {} is decided about by rules of version {}",
          commandsPartition,
          rules.version());
    }
  }

  public void decidesNoMore(int commandsPartition) {
    inForce.remove(commandsPartition);
  }

  /**
   * Asks for newer rules where they are not in force yet. To be called every few seconds: a command
   * may get lost, and repeating it does no harm.
   */
  public synchronized void review() {
    Optional<Rules> known = offeredByAll.get();
    if (!isSteady(known.orElse(Rules.FIRST))) {
      return;
    }
    // This process may not be in the group any more, for example after a long pause.
    Rules wanted = steady.isNewerThan(offeredHere) ? offeredHere : steady;
    inForce.forEach(
        (partition, rules) -> {
          if (wanted.isNewerThan(rules)) {
            putInForce.accept(partition, wanted);
          }
        });
  }

  private boolean isSteady(Rules offered) {
    if (!offered.equals(steady)) {
      steady = offered;
      steadySince = nanoTime.getAsLong();
    }
    return offered.isNewerThan(Rules.FIRST) && nanoTime.getAsLong() - steadySince >= steadyNanos;
  }

  /** The oldest version that this process decides by; empty when it decides about nothing. */
  public OptionalInt oldest() {
    return inForce.values().stream().mapToInt(Rules::version).min();
  }
}
