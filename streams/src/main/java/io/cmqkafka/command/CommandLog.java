package io.cmqkafka.command;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Appends commands to the log and waits for their replies. Every change of a queue goes through
 * here. Thread-safe; never blocks. A command fails at once while the producer does not know the
 * log's topic. That happens only when it has lost every broker: it knows the topic from the start,
 * and {@link #keepKnown} is called now and then.
 */
public final class CommandLog {
  /**
   * A machine ends waits by log time. Log time stands still after a broker's clock was ahead. Then
   * the asker ends the wait by its own clock, so many ms later.
   */
  private static final long OVERDUE_MS = 300;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final CommandPartitions partitions;
  private final PendingReplies pendingReplies;
  private final LogClock clock;
  private final int requestTimeoutMs;
  private final Repeats repeats;

  /**
   * @param partitions that the commands log has, which may differ from the setting
   */
  public CommandLog(
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      PendingReplies pendingReplies,
      LogClock clock,
      int requestTimeoutMs) {
    this(
        producer,
        topic,
        partitions,
        pendingReplies,
        clock,
        requestTimeoutMs,
        Repeats.everySecond(clock));
  }

  CommandLog(
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      PendingReplies pendingReplies,
      LogClock clock,
      int requestTimeoutMs,
      Repeats repeats) {
    this.repeats = repeats;
    this.producer = producer;
    this.topic = topic;
    this.partitions = new CommandPartitions(partitions);
    this.pendingReplies = pendingReplies;
    this.clock = clock;
    this.requestTimeoutMs = requestTimeoutMs;
  }

  /** The Kafka topic that it is. */
  public String topic() {
    return topic;
  }

  /** The commands partition that decides about this queue partition. */
  public int partitionOf(QueuePartition target) {
    return partitions.of(target);
  }

  /** A command that is waiting for its reply. */
  public record Asked(Origin origin, CompletableFuture<Reply> reply) {}

  public Asked ask(QueuePartition target, QueueCommand command) {
    return ask(target, command, 0, 0);
  }

  /**
   * Appends a command. The reply's future is completed on the thread the reply came on, which must
   * not be held up; it is refused as UNAVAILABLE when Kafka does not answer in time and as
   * OVERLOADED when too many requests wait.
   *
   * @param waitMs how long the reply may rightly take beyond Kafka's own time
   * @param lateMs how much of Kafka's own time earlier commands for the same client have taken
   */
  public Asked ask(QueuePartition target, QueueCommand command, long waitMs, long lateMs) {
    PendingReplies.Pending pending;
    try {
      Consumer<Reply> late = reply -> giveBack(target, reply);
      PendingReplies.Wait wait = waitOf(target, command);
      pending =
          waitMs > 0
              ? pendingReplies.registerWaiting(requestTimeoutMs + waitMs - lateMs, late, wait)
              : pendingReplies.register(requestTimeoutMs - lateMs, late, wait);
    } catch (RefusedException e) {
      return new Asked(pendingReplies.nobody(), CompletableFuture.failedFuture(e));
    }
    append(target, command, pending.origin());
    return new Asked(pending.origin(), pending.reply());
  }

  /**
   * Appends commands to several partitions of a queue, which one request of a client needs. All of
   * them are appended, or none.
   *
   * @return for each partition its reply, as of {@link #ask(QueuePartition, QueueCommand)}
   * @throws RefusedException OVERLOADED when too many requests wait
   */
  public Map<Integer, CompletableFuture<Reply>> askAll(
      String queueId, Map<Integer, ? extends QueueCommand> commands) {
    Iterator<PendingReplies.Pending> pending =
        pendingReplies.registerAll(commands.size(), requestTimeoutMs).iterator();
    Map<Integer, CompletableFuture<Reply>> replies = new HashMap<>();
    commands.forEach(
        (partition, command) -> {
          PendingReplies.Pending one = pending.next();
          append(new QueuePartition(queueId, partition), command, one.origin());
          replies.put(partition, one.reply());
        });
    return replies;
  }

  /**
   * As {@link #ask(QueuePartition, QueueCommand, long, long)}, for receives of this process itself,
   * which bounds how many of them wait: never OVERLOADED.
   */
  public Asked askOwn(QueuePartition target, QueueCommand command, long waitMs) {
    Consumer<Reply> late =
        command instanceof QueueCommand.Receive
            ? reply -> giveBack(target, reply)
            : PendingReplies.IGNORE;
    PendingReplies.Pending pending =
        pendingReplies.registerOwn(requestTimeoutMs + waitMs, late, waitOf(target, command));
    append(target, command, pending.origin());
    return new Asked(pending.origin(), pending.reply());
  }

  /**
   * A place among the requests of clients, for one that is answered by commands of {@link #askOwn}.
   *
   * @param waiting whether it may wait long
   * @return gives the place back, once
   * @throws RefusedException OVERLOADED when too many requests wait
   */
  public Runnable takePlace(boolean waiting) {
    return pendingReplies.takePlace(waiting);
  }

  private PendingReplies.Wait waitOf(QueuePartition target, QueueCommand command) {
    return command instanceof QueueCommand.Receive receive && receive.mayWait()
        ? new PendingReplies.Wait(
            receive.longestWaitMs() + OVERDUE_MS,
            request -> tell(target, new QueueCommand.Cancel(request)))
        : PendingReplies.Wait.NONE;
  }

  public CompletableFuture<Reply> ask(CatalogCommand command) {
    PendingReplies.Pending pending;
    try {
      pending = pendingReplies.register(requestTimeoutMs);
    } catch (RefusedException e) {
      return CompletableFuture.failedFuture(e);
    }
    append(
        CommandPartitions.CATALOG,
        "catalog",
        new LoggedCommand.ForCatalog(pending.origin(), command));
    return pending.reply();
  }

  /**
   * Appends the arrivals that the tail saw. The tail itself bounds how many of them wait for a
   * reply.
   */
  public CompletableFuture<Reply> report(QueuePartition target, QueueCommand.Arrived arrived) {
    PendingReplies.Pending pending = pendingReplies.registerAlways(requestTimeoutMs);
    append(target, arrived, pending.origin());
    return pending.reply();
  }

  /**
   * Asks the owner of that commands partition for a sign of life. The question changes nothing; its
   * reply counts only for {@link PendingReplies#repliedAt}. The future tells whether Kafka took the
   * question; it is completed on the producer's thread, which must not be held up.
   */
  public CompletableFuture<Void> probe(int partition) {
    QueuePartition nobody = partitions.nobodyIn(partition);
    PendingReplies.Pending pending =
        pendingReplies.registerOwn(
            requestTimeoutMs, PendingReplies.IGNORE, PendingReplies.Wait.NONE);
    CompletableFuture<Void> taken = new CompletableFuture<>();
    send(
        partition,
        nobody.queueId(),
        new LoggedCommand.ForQueue(nobody, pending.origin(), new QueueCommand.AskEnd()),
        (metadata, failure) -> {
          if (failure == null) {
            taken.complete(null);
          } else {
            pendingReplies.fail(pending.origin().request(), Refusal.UNAVAILABLE);
            taken.completeExceptionally(failure);
          }
        });
    return taken;
  }

  /**
   * Appends a command without waiting for its effect. A command that ends deliveries is {@linkplain
   * Repeats appended again} while Kafka does not take it and the deliveries last. Of any other
   * command the caller must know why its loss is harmless, or look at the future, which fails when
   * it is lost. The future is completed on the producer's thread, which must not be held up.
   */
  public CompletableFuture<Void> tell(QueuePartition target, QueueCommand command) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    tell(target, command, taken);
    return taken;
  }

  private void tell(QueuePartition target, QueueCommand command, CompletableFuture<Void> taken) {
    send(
        partitionOf(target),
        target.queueId(),
        new LoggedCommand.ForQueue(target, pendingReplies.nobody(), command),
        (metadata, failure) -> {
          if (failure == null) {
            taken.complete(null);
          } else if (!repeats.later(command, failure, () -> tell(target, command, taken))) {
            taken.completeExceptionally(failure);
          }
        });
  }

  /**
   * Appends a tick that tells the log's readers of deliveries that ended. The future is as that of
   * {@link #tick(int)}, and fails when the tick is lost.
   */
  CompletableFuture<Long> tellEnded(LoggedCommand.Ended ended) {
    QueuePartition queue = ended.queue();
    return tick(partitionOf(queue), queue.queueId(), new LoggedCommand.Tick(Optional.of(ended)));
  }

  /** Appends a tick. The future gives the tick's log time, epoch ms, when Kafka has taken it. */
  public CompletableFuture<Long> tick(int partition) {
    return tick(partition, "tick", new LoggedCommand.Tick());
  }

  private CompletableFuture<Long> tick(int partition, String key, LoggedCommand.Tick tick) {
    CompletableFuture<Long> taken = new CompletableFuture<>();
    send(
        partition,
        key,
        tick,
        (metadata, failure) -> {
          if (failure == null) {
            taken.complete(metadata.timestamp());
          } else {
            taken.completeExceptionally(failure);
          }
        });
    return taken;
  }

  /**
   * Appends the command that puts these rules in force in the partition. A lost one is not
   * repeated.
   */
  public void putInForce(int partition, Rules rules) {
    send(partition, "rules", new LoggedCommand.PutInForce(rules), (metadata, failure) -> {});
  }

  /**
   * Keeps the producer from forgetting the topic, which it does after an hour without a command.
   */
  public void keepKnown() {
    producer.partitionsFor(topic);
  }

  public int partitions() {
    return partitions.count();
  }

  /** Gives back messages that were granted to a request which was refused already. */
  private void giveBack(QueuePartition target, Reply reply) {
    if (reply instanceof Reply.Granted granted) {
      tell(target, new QueueCommand.Release(granted.grants().stream().map(Grant::lease).toList()));
    }
  }

  /**
   * Cancels a receive that another process asked for. The command is lost if Kafka does not take
   * it.
   */
  public void cancelFor(QueuePartition target, Origin asked) {
    append(target, new QueueCommand.Cancel(asked.request()), new Origin(asked.instance(), 0));
  }

  private void append(QueuePartition target, QueueCommand command, Origin origin) {
    append(
        partitionOf(target), target.queueId(), new LoggedCommand.ForQueue(target, origin, command));
  }

  private void append(int partition, String key, LoggedCommand command) {
    send(
        partition,
        key,
        command,
        (metadata, failure) -> {
          if (failure != null) {
            pendingReplies.fail(command.origin().request(), Refusal.UNAVAILABLE);
          }
        });
  }

  private void send(int partition, String key, LoggedCommand command, Callback callback) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    long sentNanos = clock.ages().nanos();
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, keyBytes, CommandJson.encode(command)),
          (metadata, failure) -> {
            if (failure == null) {
              clock.observe(sentNanos, metadata.timestamp());
            }
            callback.onCompletion(metadata, failure);
          });
    } catch (KafkaException | IllegalStateException e) {
      callback.onCompletion(null, e);
    }
  }
}
