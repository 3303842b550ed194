package io.cmqkafka.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * All machines of one commands partition, and the log time they share. Commands come in the order
 * of the log. A repeated command, which is in the state already, changes nothing.
 *
 * <p>Not thread-safe: one Streams task owns it.
 */
public final class QueueShard {
  private record Wake(long time, QueuePartition partition) implements Comparable<Wake> {
    @Override
    public int compareTo(Wake other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : partition.compareTo(other.partition);
    }
  }

  private final ShardStore store;
  private final Map<QueuePartition, QueueMachine> machines = new HashMap<>();
  private final TreeSet<Wake> wakes = new TreeSet<>();
  private final Map<QueuePartition, Wake> wakeOf = new HashMap<>();
  private final List<DeadLetter> newlyDead = new ArrayList<>();
  private final Map<QueuePartition, List<EndedDelivery>> newlyEnded = new TreeMap<>();
  private final Rules newest;
  private Progress progress;
  private Rules rules;
  private long aheadMs;

  public QueueShard(ShardStore store) {
    this(store, Rules.NEWEST);
  }

  /**
   * @param newest the newest rules that can be decided by here
   * @throws UnknownRulesException when the store has newer ones in force
   */
  public QueueShard(ShardStore store, Rules newest) {
    this.store = store;
    this.newest = newest;
    rules = store.loadRules();
    rules.mustBeKnown(newest);
    progress = store.loadProgress();
    store
        .load()
        .forEach(
            (partition, image) -> {
              QueueMachine machine = new QueueMachine(image, store.of(partition));
              machines.put(partition, machine);
              newlyDead.addAll(machine.newlyDead(partition));
              setWake(partition, machine.nextWake());
            });
  }

  /**
   * @param position the command's offset in its commands partition
   * @param timestamp the record's timestamp, epoch ms
   */
  public void run(
      QueuePartition target,
      QueueCommand command,
      Origin origin,
      long position,
      long timestamp,
      Outbox outbox) {
    // As if it were not there: a build that does not know it passes over it too.
    boolean isKnown = !command.since().isNewerThan(rules);
    if (isKnown && advance(position, timestamp)) {
      QueueMachine machine = machines.get(target);
      if (machine == null) {
        machine = new QueueMachine(QueueImage.empty(), store.of(target));
        machines.put(target, machine);
      }
      machine.run(command, origin, progress.now(), aheadMs, rules, outbox);
      settle(target, machine);
    }
  }

  /** Wakes the machines in which an event is due that a receive or a last delivery waits for. */
  public void tick(long position, long timestamp, Outbox outbox) {
    if (advance(position, timestamp)) {
      while (nextWake() <= progress.now()) {
        QueuePartition partition = wakes.first().partition();
        QueueMachine machine = machines.get(partition);
        machine.tick(progress.now(), rules, outbox);
        settle(partition, machine);
      }
    }
  }

  /**
   * Decides all that follows by these rules, unless newer ones are in force already.
   *
   * @throws UnknownRulesException when they cannot be decided by here; nothing has changed then
   */
  public void putInForce(Rules wanted, long position, long timestamp) {
    if (position > progress.position()) {
      wanted.mustBeKnown(newest);
    }
    if (advance(position, timestamp) && wanted.isNewerThan(rules)) {
      rules = wanted;
      store.saveRules(rules);
    }
  }

  /** The rules in force. */
  public Rules rules() {
    return rules;
  }

  /** The log time, epoch ms, at which a tick is needed; {@link Long#MAX_VALUE} for none. */
  public long nextWake() {
    return wakes.isEmpty() ? Long.MAX_VALUE : wakes.first().time();
  }

  /** How far log time is ahead of the command that was run last, ms; 0 before the first one. */
  public long aheadMs() {
    return aheadMs;
  }

  /** Per queue partition, one past the last message it knows of. */
  public Map<QueuePartition, Long> ends() {
    Map<QueuePartition, Long> ends = new TreeMap<>();
    machines.forEach(
        (partition, machine) -> {
          if (machine.end() >= 0) {
            ends.put(partition, machine.end());
          }
        });
    return ends;
  }

  /** By queue partition, the askers of the receives that are parked there. */
  public Map<QueuePartition, List<Origin>> parkedReceives() {
    Map<QueuePartition, List<Origin>> waiting = new HashMap<>();
    machines.forEach(
        (partition, machine) -> {
          List<Origin> receives = machine.parkedReceives();
          if (!receives.isEmpty()) {
            waiting.put(partition, receives);
          }
        });
    return waiting;
  }

  /**
   * How full the queue partitions are that are not empty: after the command at {@link #position},
   * and with what has ended by itself until now. Changes nothing.
   *
   * @param now log time as far as it is known, epoch ms; there may be no command that tells it
   * @param windowStart the first offset inside a partition's rewind window; {@link Long#MAX_VALUE}
   *     when rewinding is off, {@link Depth#UNKNOWN} when it is not known
   */
  public Map<QueuePartition, Depth> depths(long now, ToLongFunction<QueuePartition> windowStart) {
    Map<QueuePartition, Depth> depths = new HashMap<>();
    machines.forEach(
        (partition, machine) -> {
          Depth depth = machine.depth(now, windowStart.applyAsLong(partition));
          if (!depth.isEmpty()) {
            depths.put(partition, depth);
          }
        });
    return depths;
  }

  /** The offset of the last command in the state, -1 for none. */
  public long position() {
    return progress.position();
  }

  /**
   * The dead letters that appeared since the last call, in the order of their burials for each
   * queue partition; the first call names all that the store held. A repeated input repeats them.
   */
  public List<DeadLetter> newlyDead() {
    List<DeadLetter> letters = List.copyOf(newlyDead);
    newlyDead.clear();
    return letters;
  }

  /**
   * By queue partition, the deliveries that ended since the last call although no command named
   * them, in the order of their ends. A repeated input repeats them.
   */
  public Map<QueuePartition, List<EndedDelivery>> newlyEnded() {
    if (newlyEnded.isEmpty()) {
      return Map.of();
    }
    Map<QueuePartition, List<EndedDelivery>> ended = new TreeMap<>(newlyEnded);
    newlyEnded.clear();
    return ended;
  }

  /** How many queue partitions it remembers anything of. */
  int machineCount() {
    return machines.size();
  }

  private boolean advance(long position, long timestamp) {
    if (position <= progress.position()) {
      return false;
    }
    progress = progress.at(position, timestamp);
    aheadMs = progress.now() - timestamp;
    store.saveProgress(progress);
    return true;
  }

  private void settle(QueuePartition partition, QueueMachine machine) {
    setWake(partition, machine.nextWake());
    newlyDead.addAll(machine.newlyDead(partition));
    List<EndedDelivery> ended = machine.newlyEnded();
    if (!ended.isEmpty()) {
      newlyEnded.computeIfAbsent(partition, first -> new ArrayList<>()).addAll(ended);
    }
    if (machine.isBlank()) {
      machines.remove(partition);
    }
  }

  private void setWake(QueuePartition partition, long time) {
    Wake old = wakeOf.get(partition);
    if (old != null && old.time() == time) {
      return;
    }
    if (old != null) {
      wakes.remove(old);
      wakeOf.remove(partition);
    }
    if (time != Long.MAX_VALUE) {
      Wake wake = new Wake(time, partition);
      wakes.add(wake);
      wakeOf.put(partition, wake);
    }
  }
}
