package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.InMemoryShardStore;
import io.cmqkafka.queue.QueueShard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A process that owns the simulated commands partition, or believes so: a shard and its store. */
final class Owner {
  private final InMemoryShardStore store;
  private final PlantedFault fault;
  private final QueueShard shard;
  private long next;

  /** Takes over from what was committed. */
  Owner(InMemoryShardStore committed, PlantedFault fault) {
    store = committed;
    this.fault = fault;
    shard = new QueueShard(fault.on(store));
    next = store.contents().progress().position() + 1;
  }

  /** Follows the log by one record. */
  List<Answer> follow(LogRecord record) {
    List<Answer> answers = new ArrayList<>(2);
    if (record.rules() != null) {
      if (!fault.losesRules()) {
        shard.putInForce(record.rules(), record.position(), record.timestamp());
      }
    } else if (record.isTick()) {
      if (!fault.losesTicks()) {
        shard.tick(
            record.position(),
            record.timestamp(),
            (to, reply) -> answers.add(new Answer(to, reply)));
      }
    } else {
      shard.run(
          record.target(),
          fault.on(record.command()),
          record.origin(),
          record.position(),
          record.timestamp(),
          (to, reply) -> answers.add(new Answer(to, reply)));
    }
    next = Math.max(next, record.position() + 1);
    return answers;
  }

  /**
   * The dead letters since the last call; the first call names all it took over. For each queue
   * partition in the order of their burials.
   */
  List<DeadLetter> newlyDead() {
    List<DeadLetter> letters = new ArrayList<>(shard.newlyDead());
    letters.sort(Comparator.comparing(DeadLetter::partition));
    return letters;
  }

  /** The position it goes on from. */
  long next() {
    return next;
  }

  long nextWake() {
    return shard.nextWake();
  }

  InMemoryShardStore store() {
    return store;
  }
}
