package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must be true of a whole commands partition. */
final class ModelShard {
  private final Map<QueuePartition, ModelQueue> queues = new TreeMap<>();
  private long now;
  private boolean newRules;

  /** The answers that this record must cause. */
  Map<Origin, Reply> apply(LogRecord record) {
    Map<Origin, Reply> answers = new HashMap<>();
    if (passesOver(record)) {
      return answers;
    }
    now = Math.max(now, record.timestamp());
    if (record.rules() != null) {
      newRules = true;
      queues.values().forEach(ModelQueue::putNewRulesInForce);
    } else if (record.isTick()) {
      // By the new rules nobody waits for what is there. By the old ones somebody may, until the
      // next event.
      queues.values().stream()
          .filter(queue -> newRules || queue.nextWake() <= now)
          .forEach(queue -> queue.letTimePass(now, answers));
    } else {
      queues
          .computeIfAbsent(record.target(), nothingYet -> new ModelQueue(newRules))
          .run(record.command(), record.origin(), now, delayedBy(record), answers);
    }
    return answers;
  }

  /** Whether the rules in force do not know the command. */
  boolean passesOver(LogRecord record) {
    boolean isNew =
        record.command() instanceof QueueCommand.Browse
            || record.command() instanceof QueueCommand.Choose
            || record.command() instanceof QueueCommand.Return;
    return isNew && !newRules;
  }

  /** By how much delays must end later, since log time is ahead of the clock that tells them. */
  long delayedBy(LogRecord record) {
    return newRules ? now - record.timestamp() : 0;
  }

  /** The messages that the records since the last call made dead letters. */
  List<DeadLetter> newlyDead() {
    List<DeadLetter> letters = new ArrayList<>();
    queues.forEach((partition, queue) -> letters.addAll(queue.newlyDead(partition)));
    return letters;
  }

  long now() {
    return now;
  }

  long nextWake() {
    return queues.values().stream().mapToLong(ModelQueue::nextWake).min().orElse(Long.MAX_VALUE);
  }

  /** How many offsets of this queue partition are retained. */
  int retained(QueuePartition partition) {
    return queues.containsKey(partition) ? queues.get(partition).retained() : 0;
  }

  /** Forgets a queue partition whose life is over. */
  void forget(QueuePartition partition) {
    queues.remove(partition);
  }
}
