package io.cmqkafka.command;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.CatalogMachine;
import io.cmqkafka.catalog.CatalogOutcome;
import io.cmqkafka.catalog.InMemoryCatalogStore;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.InMemoryShardStore;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.CatalogLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The commands log and its machines, with a log time that a test sets. Commands are appended at
 * once, and processed when the test says so.
 */
public final class Machines {
  private final Map<String, PendingReplies> processes = new HashMap<>();
  private final QueueShard shard = new QueueShard(new InMemoryShardStore());
  private final Queue<LoggedCommand> log = new ConcurrentLinkedQueue<>();
  private final List<LoggedCommand.ForQueue> processed = new ArrayList<>();
  private final Map<QueuePartition, Long> ends = new HashMap<>();
  private CatalogMachine catalog;
  private CatalogLog published;
  private Function<QueueCommand, Loss> losses = command -> Loss.NOTHING;
  private long position;
  private long time;

  public Machines(long time) {
    this.time = time;
  }

  /**
   * The producer of a process's commands; its requests are answered when commands are processed.
   */
  public MockProducer<byte[], byte[]> producerOf(String instance, PendingReplies pending) {
    processes.put(instance, pending);
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        Future<RecordMetadata> sent = super.send(record, callback);
        log.add(decoded(record));
        return sent;
      }
    };
  }

  /** Whether a command is lost before it is processed, or its reply behind it. */
  public enum Loss {
    NOTHING,
    COMMAND,
    REPLY
  }

  /** What is lost from now on: its asker is refused, as it is in life after a time. */
  public void lose(Function<QueueCommand, Loss> losses) {
    this.losses = losses;
  }

  /** Processes what is in the log, and what is appended because of it. */
  public void process() {
    List<Runnable> replies = new ArrayList<>();
    for (LoggedCommand next = log.poll(); next != null; next = log.poll()) {
      if (next instanceof LoggedCommand.ForQueue one) {
        Loss loss = losses.apply(one.command());
        if (loss != Loss.COMMAND) {
          processed.add(one);
          Outbox outbox = to(loss == Loss.REPLY ? new ArrayList<>() : replies);
          shard.run(one.target(), one.command(), one.origin(), position++, time, outbox);
        }
        if (loss != Loss.NOTHING) {
          to(replies).reply(one.origin(), new Reply.Refused(Refusal.UNAVAILABLE));
        }
      } else {
        LoggedCommand.ForCatalog change = (LoggedCommand.ForCatalog) next;
        Reply reply = publish(decide(change.command()));
        to(replies).reply(change.origin(), reply);
      }
      if (log.isEmpty()) {
        // As in life: what is appended meanwhile is processed before the replies to it are there.
        List<Runnable> now = List.copyOf(replies);
        replies.clear();
        now.forEach(Runnable::run);
      }
    }
  }

  /** Decides by these rules from now on. */
  public void putInForce(Rules rules) {
    shard.putInForce(rules, position++, time);
  }

  /** Decides about the catalog too from now on, and publishes there; begins with these entries. */
  public void decideAboutCatalog(CatalogLog log, CatalogEntry... entries) {
    InMemoryCatalogStore store = new InMemoryCatalogStore();
    for (CatalogEntry entry : entries) {
      store.save(entry);
    }
    catalog = new CatalogMachine(store);
    published = log;
    log.put(entries);
  }

  /** Changes the catalog; nobody hears of it before {@link #publish}. */
  public CatalogOutcome decide(CatalogCommand command) {
    return catalog.run(command, position++, time).orElseThrow();
  }

  public Reply publish(CatalogOutcome outcome) {
    if (outcome.refusal() != null) {
      return new Reply.Refused(outcome.refusal());
    } else if (!outcome.changed()) {
      return new Reply.Stored(-1);
    } else if (outcome.entry() == null) {
      published.remove(outcome.key());
    } else {
      published.put(outcome.entry());
    }
    return new Reply.Stored(published.version());
  }

  /** Messages that have set out for other queues since the last call. */
  public List<DeadLetter> newlyDead() {
    return shard.newlyDead();
  }

  /** So many more messages are in the queue partition. */
  public void arrive(QueuePartition target, int messages) {
    long end = ends.getOrDefault(target, 0L);
    ends.put(target, end + messages);
    run(target, new QueueCommand.Arrived(end, end + messages, List.of(), List.of()));
  }

  /** One more message each, all before any reply to the commands that wait for them. */
  public void appendArrivals(List<QueuePartition> targets) {
    for (QueuePartition target : targets) {
      long end = ends.getOrDefault(target, 0L);
      ends.put(target, end + 1);
      log.add(
          new LoggedCommand.ForQueue(
              target,
              new Origin("the test", 0),
              new QueueCommand.Arrived(end, end + 1, List.of(), List.of())));
    }
  }

  /** Runs a command that nobody of the processes has asked for. */
  public void run(QueuePartition target, QueueCommand command) {
    log.add(new LoggedCommand.ForQueue(target, new Origin("the test", 0), command));
    process();
  }

  /** The brokers' clocks say so from now on, epoch ms; log time never goes back. */
  public void clockSays(long now) {
    time = now;
    List<Runnable> replies = new ArrayList<>();
    shard.tick(position++, time, to(replies));
    replies.forEach(Runnable::run);
    process();
  }

  public long time() {
    return time;
  }

  /** How many commands of this kind were processed. */
  public long count(Class<? extends QueueCommand> kind) {
    return processed.stream().filter(one -> kind.isInstance(one.command())).count();
  }

  /** The request of the last command of this kind that the queue partition got. */
  public long lastRequest(QueuePartition target, Class<? extends QueueCommand> kind) {
    return processed.stream()
        .filter(one -> one.target().equals(target) && kind.isInstance(one.command()))
        .reduce((first, second) -> second)
        .orElseThrow()
        .origin()
        .request();
  }

  /** What this process has asked of machines of queues, in the order of the log. */
  public List<QueueCommand> commandsOf(String instance) {
    return processed.stream()
        .filter(one -> one.origin().instance().equals(instance))
        .<QueueCommand>map(LoggedCommand.ForQueue::command)
        .toList();
  }

  /** What was processed, but for what the test itself has run. */
  public List<QueueCommand> commands() {
    return processed.stream()
        .filter(one -> processes.containsKey(one.origin().instance()))
        .<QueueCommand>map(LoggedCommand.ForQueue::command)
        .toList();
  }

  private Outbox to(List<Runnable> replies) {
    return (Origin origin, Reply reply) -> {
      PendingReplies asker = processes.get(origin.instance());
      if (asker != null && origin.request() != 0) {
        replies.add(() -> asker.complete(origin.request(), reply));
      }
    };
  }

  private static LoggedCommand decoded(ProducerRecord<byte[], byte[]> record) {
    try {
      return CommandJson.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }
}
