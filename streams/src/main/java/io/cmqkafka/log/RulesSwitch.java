package io.cmqkafka.log;

import io.cmqkafka.queue.Rules;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts newer rules in force in the commands partitions that this process decides about, as soon as
 * every process of the cluster offers them. Thread-safe; never blocks.
 */
public final class RulesSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(RulesSwitch.class);

  private final Supplier<Optional<Rules>> offeredByAll;
  private final Rules offeredHere;
  private final BiConsumer<Integer, Rules> putInForce;

  /** By commands partition that this process decides about. */
  private final Map<Integer, Rules> inForce = new ConcurrentHashMap<>();

  public RulesSwitch(LiveProcesses processes, Rules offeredHere, CommandLog log) {
    this(processes::offered, offeredHere, log::putInForce);
  }

  /**
   * @param offeredByAll the newest that all processes offer, empty when that is not known
   * @param putInForce appends the command to a commands partition
   */
  RulesSwitch(
      Supplier<Optional<Rules>> offeredByAll,
      Rules offeredHere,
      BiConsumer<Integer, Rules> putInForce) {
    this.offeredByAll = offeredByAll;
    this.offeredHere = offeredHere;
    this.putInForce = putInForce;
  }

  /** This process decides about the commands partition, and by these rules. */
  void decides(int commandsPartition, Rules rules) {
    Rules before = inForce.put(commandsPartition, rules);
    if (before != null && rules.isNewerThan(before)) {
      LOG.info(
          "commands partition {} is decided about by rules of version {}",
          commandsPartition,
          rules.version());
    }
  }

  void decidesNoMore(int commandsPartition) {
    inForce.remove(commandsPartition);
  }

  /**
   * Asks for newer rules where they are not in force yet. To be called every few seconds: what it
   * asks for may get lost, and is harmless when repeated.
   */
  public void look() {
    Optional<Rules> known = offeredByAll.get();
    if (known.isEmpty()) {
      return;
    }
    // The group may not have this very process any more, as after a long pause.
    Rules wanted = known.get().isNewerThan(offeredHere) ? offeredHere : known.get();
    inForce.forEach(
        (partition, rules) -> {
          if (wanted.isNewerThan(rules)) {
            putInForce.accept(partition, wanted);
          }
        });
  }

  /** The oldest version that this process decides by; empty when it decides about nothing. */
  public OptionalInt oldest() {
    return inForce.values().stream().mapToInt(Rules::version).min();
  }
}
