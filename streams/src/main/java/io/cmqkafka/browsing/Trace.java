package io.cmqkafka.browsing;

import io.cmqkafka.MessageTrace;
import io.cmqkafka.TracePosition;
import io.cmqkafka.TracePosition.Past;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueCommand.Browse;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply.Browsed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * One look into the commands log for the commands about one message. One step follows the other.
 * Commands are made out on a common thread, since others wait for the one that reads them.
 */
final class Trace {
  /** The most that it holds, bytes: what is read in one turn. */
  static final long MOST_HELD = RunReading.MAX_KEPT_BYTES + (512 << 10);

  /** So many events an answer has at most, or one command's more. */
  private static final int MAX_EVENTS = 500;

  /**
   * So long before the append it begins to read. A receive may have waited for the message for 30
   * s, and the clocks of the brokers that took both may differ a bit.
   */
  private static final long BEFORE_MS = 35_000;

  private final PartitionRequests requests;
  private final RecordReader records;
  private final QueueTopics topics;
  private final CommandLog log;
  private final QueueDefinition queue;
  private final MessageId id;
  private final QueuePartition target;
  private final byte[] key;
  private final TopicPartition commands;
  private final Optional<TracePosition> goOnFrom;
  private final int maxRecords;
  private final long deadlineNanos;
  private final UnaryOperator<String> queueName;

  private Browsed seen;
  private Optional<Append> append = Optional.empty();
  private History history;
  private long logTimeMs;
  private int recordsRead;
  private boolean reachesBack;
  private long firstAtMs = -1;

  /**
   * The message's append.
   *
   * @param isBrokersTime false when the producer gave the time, which may be any
   */
  private record Append(long atMs, boolean isBrokersTime) {

    static Append of(ConsumerRecord<byte[], byte[]> record) {
      return new Append(
          record.timestamp(), record.timestampType() == TimestampType.LOG_APPEND_TIME);
    }
  }

  /** A command of the queue, undeciphered, and the log time at it. */
  private record Raw(byte[] value, long offset, long atMs, long logTimeMs) {}

  /**
   * @param goOnFrom empty to begin with the message's append
   * @param maxRecords after so many commands it ends
   * @param deadlineNanos of {@link System#nanoTime}: then it ends after the step that is under way
   * @param queueName from the id of a queue
   */
  Trace(
      PartitionRequests requests,
      RecordReader records,
      QueueTopics topics,
      CommandLog log,
      QueueDefinition queue,
      MessageId id,
      Optional<TracePosition> goOnFrom,
      int maxRecords,
      long deadlineNanos,
      UnaryOperator<String> queueName) {
    this.queueName = queueName;
    this.topics = topics;
    this.requests = requests;
    this.records = records;
    this.log = log;
    this.queue = queue;
    this.id = id;
    this.target = new QueuePartition(queue.id(), id.partition());
    this.key = queue.id().getBytes(StandardCharsets.UTF_8);
    this.commands = new TopicPartition(log.topic(), log.partitionOf(target));
    this.goOnFrom = goOnFrom;
    this.maxRecords = maxRecords;
    this.deadlineNanos = deadlineNanos;
  }

  CompletableFuture<MessageTrace> start() {
    // Whatever goes wrong becomes a failure of the future.
    return CompletableFuture.completedFuture(null)
        .thenCompose(begun -> state())
        .thenCompose(known -> appended())
        .thenCompose(known -> firstOffset())
        .thenCompose(this::readOn);
  }

  private CompletableFuture<Void> state() {
    Browse look = new Browse(id.offset(), false, EnumSet.allOf(MessageState.class), 1);
    return requests
        .ask(queue, id.partition(), look, Browsed.class)
        .thenAccept(
            answer -> {
              if (id.offset() >= answer.end()) {
                throw new RefusedException(Refusal.NO_SUCH_MESSAGE);
              }
              seen = answer;
            });
  }

  /** Kafka may have its record although it has outlived its retention. */
  private CompletableFuture<Void> appended() {
    return records
        .read(
            new TopicPartition(queue.kafkaTopic(), id.partition()),
            List.of(id.offset()),
            Long.MAX_VALUE,
            Append::of)
        .thenAccept(found -> append = Optional.ofNullable(found.orElse(Map.of()).get(id.offset())));
  }

  private CompletableFuture<Long> firstOffset() {
    // By a producer's time it cannot be told which commands came before the append.
    Optional<Append> known = append.filter(Append::isBrokersTime);
    if (goOnFrom.isPresent() || known.isEmpty()) {
      return CompletableFuture.completedFuture(goOnFrom.map(TracePosition::offset).orElse(0L));
    }
    return topics
        .since(log.topic(), log.partitions(), known.get().atMs() - BEFORE_MS)
        .thenApply(offsets -> offsets.get(commands.partition()))
        // None is that late.
        .thenApply(offset -> offset < 0 ? Long.MAX_VALUE : offset);
  }

  private CompletableFuture<MessageTrace> readOn(long from) {
    return records
        .readOn(commands, from, maxRecords - recordsRead, this::keep)
        .thenComposeAsync(
            run -> {
              if (history == null) {
                begin(from, run);
              }
              recordsRead += run.records();
              for (Raw raw : run.kept()) {
                look(raw);
                if (history.events().size() >= MAX_EVENTS) {
                  return stopped(raw.offset() + 1);
                }
              }
              if (run.isAtEnd()) {
                return ended(Optional.empty());
              }
              boolean isSpent = recordsRead >= maxRecords || deadlineNanos - System.nanoTime() < 0;
              return isSpent ? stopped(run.next()) : readOn(run.next());
            });
  }

  /** On the thread that reads. */
  private Raw keep(ConsumerRecord<byte[], byte[]> record) {
    logTimeMs = Math.max(logTimeMs, record.timestamp());
    firstAtMs = firstAtMs < 0 ? record.timestamp() : firstAtMs;
    return Arrays.equals(record.key(), key) && record.value() != null
        ? new Raw(record.value(), record.offset(), record.timestamp(), logTimeMs)
        : null;
  }

  private void begin(long from, RunReading.Run<Raw> run) {
    // Commands from before that time show that none from after it is missing.
    reachesBack =
        run.first() == 0 || (goOnFrom.isPresent() ? from >= run.first() : run.from() > run.first());
    Optional<Past> past =
        goOnFrom.isPresent() ? goOnFrom.flatMap(TracePosition::past) : Optional.of(Past.NOTHING);
    history = new History(id.offset(), reachesBack ? past : Optional.empty(), queueName);
  }

  private void look(Raw raw) {
    try {
      LoggedCommand logged = CommandJson.decode(raw.value());
      History.Place place =
          new History.Place(raw.offset(), raw.atMs(), raw.logTimeMs(), logged.origin().instance());
      if (logged instanceof LoggedCommand.ForQueue one && one.target().equals(target)) {
        history.look(one.command(), place);
      } else if (logged instanceof LoggedCommand.Tick tick) {
        tick.ended()
            .filter(ended -> ended.queue().equals(target))
            .ifPresent(ended -> history.look(ended.deliveries(), place));
      }
    } catch (MalformedRecordException passedOver) {
      // The machine has passed over it too.
    }
  }

  private Optional<MessageStatus> status() {
    return seen.messages().stream().filter(one -> one.offset() == id.offset()).findFirst();
  }

  private CompletableFuture<MessageTrace> stopped(long next) {
    return ended(Optional.of(new TracePosition(next, history.past())));
  }

  private CompletableFuture<MessageTrace> ended(Optional<TracePosition> next) {
    return CompletableFuture.completedFuture(
        new MessageTrace(
            seen.now(),
            status(),
            append.map(one -> OptionalLong.of(one.atMs())).orElse(OptionalLong.empty()),
            log.topic(),
            commands.partition(),
            history.events(),
            recordsRead,
            reachesBack,
            reachesBack || firstAtMs < 0 ? OptionalLong.empty() : OptionalLong.of(firstAtMs),
            next));
  }
}
