package io.cmqkafka;

import io.cmqkafka.queue.MessageStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one message: how it is now, and what the commands log tells of it. Each delivery
 * is told of once it has ended.
 *
 * @param nowMs log time of the state, epoch ms
 * @param status empty when it is no message, or none any more
 * @param appendedMs when Kafka took it, epoch ms; empty when Kafka has it no more
 * @param commandsTopic the Kafka topic that is the commands log
 * @param commandsPartition the partition of it that decides about the message
 * @param events in the order of the log, but for ends by time, which are noticed later
 * @param recordsRead how many commands were read for it, most of them about other messages
 * @param reachesBack whether the log is known to have all that was asked for: what came after the
 *     append of the message, or after the place to go on from
 * @param keptSinceMs when the first command was appended that was read; empty if {@code
 *     reachesBack}, and when the log has none
 * @param next where to go on; empty when all was read
 */
public record MessageTrace(
    long nowMs,
    Optional<MessageStatus> status,
    OptionalLong appendedMs,
    String commandsTopic,
    int commandsPartition,
    List<Event> events,
    int recordsRead,
    boolean reachesBack,
    OptionalLong keptSinceMs,
    Optional<TracePosition> next) {

  /** What a command did to the message, or was to do. */
  public enum Kind {
    /** The machine heard of it. */
    ARRIVED,
    /** Its receiver deleted it. */
    DELETE,
    /** A delivery reached nobody, and was given back. */
    RELEASE,
    /** A delivery failed, and the next one was put off. */
    DEFER,
    /** The visibility of a delivery was over, and the message was visible again. */
    LAPSE,
    /** A command that names no delivery ended one before its time. */
    CUT_SHORT,
    /** A delivery was the last: it became a dead letter. */
    BURY,
    /** It was in the dead-letter queue, or in the queue that it was redriven to. */
    MOVED,
    /** The queue that it was redriven to did not take it. */
    RETURN,
    /** Somebody chose it to be deleted. */
    DISCARD,
    /** Somebody chose it to become visible. */
    MAKE_VISIBLE,
    /** Somebody chose it to be moved to another queue. */
    REDRIVE,
    /** The queue was rewound to it, or to before it. */
    REWIND,
    /** All messages of the queue were deleted. */
    CLEAR,
    /** It had outlived its retention. */
    TRIM,
    /** Kafka had lost it. */
    CUT_BACK
  }

  /** Whether a command did what it was to do. */
  public enum Effect {
    DONE,
    /** The visibility of the delivery that it names was over. */
    TOO_LATE,
    /** Another command had ended that delivery. */
    ENDED_BEFORE,
    /** That depends on what the commands that were read do not tell. */
    UNKNOWN
  }

  /**
   * One command that is about the message, or the end of a delivery that none names.
   *
   * @param atMs when the command was appended, by the brokers' clock, epoch ms; when the delivery
   *     ended, epoch ms of log time
   * @param offset in the commands partition, of the record that tells it
   * @param instanceId the process that asked; empty for an end that no command names
   * @param delivery the delivery that it ends; empty when it names none
   * @param dueMs until when the message is delayed or put off, epoch ms of log time
   * @param toQueue the name of the queue that it was to be moved to
   */
  public record Event(
      Kind kind,
      Effect effect,
      long atMs,
      long offset,
      String instanceId,
      Optional<Delivery> delivery,
      OptionalLong dueMs,
      Optional<String> toQueue) {

    /** The same with this effect. */
    public Event with(Effect other) {
      return new Event(kind, other, atMs, offset, instanceId, delivery, dueMs, toQueue);
    }
  }

  /**
   * One delivery of the message.
   *
   * @param serial its number in the queue partition
   * @param sinceMs when it began, epoch ms of log time, if the receives that were read leave only
   *     one time possible
   * @param untilMs when its visibility was to end by itself, epoch ms of log time
   */
  public record Delivery(long serial, OptionalLong sinceMs, long untilMs) {}

  public MessageTrace {
    events = List.copyOf(events);
  }
}
