package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;

/**
 * One record of the simulated commands log; when target, command and origin are null a tick, or
 * rules that are put in force.
 */
record LogRecord(
    long position,
    long timestamp,
    QueuePartition target,
    QueueCommand command,
    Origin origin,
    Rules rules) {
  LogRecord(
      long position, long timestamp, QueuePartition target, QueueCommand command, Origin origin) {
    this(position, timestamp, target, command, origin, null);
  }

  static LogRecord putInForce(long position, long timestamp, Rules rules) {
    return new LogRecord(position, timestamp, null, null, null, rules);
  }

  static LogRecord tick(long position, long timestamp) {
    return new LogRecord(position, timestamp, null, null, null);
  }

  boolean isTick() {
    return command == null && rules == null;
  }

  @Override
  public String toString() {
    return command == null
        ? position + " @" + timestamp + (isTick() ? " Tick" : " " + rules)
        : "%d @%d %s/%d #%d %s"
            .formatted(
                position,
                timestamp,
                target.queueId(),
                target.partition(),
                origin.request(),
                command);
  }
}
