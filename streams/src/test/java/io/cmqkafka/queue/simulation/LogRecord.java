package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;

/** One record of the simulated commands log; a tick when target, command and origin are null. */
record LogRecord(
    long position, long timestamp, QueuePartition target, QueueCommand command, Origin origin) {
  static LogRecord tick(long position, long timestamp) {
    return new LogRecord(position, timestamp, null, null, null);
  }

  boolean isTick() {
    return command == null;
  }

  @Override
  public String toString() {
    return isTick()
        ? position + " @" + timestamp + " Tick"
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
