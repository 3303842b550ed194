package io.cmqkafka.command;

import io.cmqkafka.kafka.MalformedRecordException;
import io.cmqkafka.kafka.SkippedRecords;
import io.cmqkafka.kafka.Worker;
import io.cmqkafka.kafka.WorkerThread;
import io.cmqkafka.logging.Seldom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the replies that other processes send to this one. One thread. */
public final class ReplyReader implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyReader.class);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final byte[] instanceId;
  private final PendingReplies pending;
  private final SkippedRecords skipped;
  private final Seldom logged = new Seldom();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param consumer no group, {@code auto.offset.reset=latest}; used by this object alone
   */
  public ReplyReader(
      Consumer<byte[], byte[]> consumer,
      String topic,
      int partitions,
      String instanceId,
      PendingReplies pending,
      SkippedRecords skipped) {
    this.consumer = consumer;
    this.partition = new TopicPartition(topic, ReplyRouter.partitionOf(instanceId, partitions));
    this.instanceId = instanceId.getBytes(StandardCharsets.UTF_8);
    this.pending = pending;
    this.skipped = skipped;
    this.thread = WorkerThread.of("cmq-reply-reader", this::run);
  }

  /** The future completes when no later reply can be missed. */
  public CompletableFuture<Void> start() {
    thread.start();
    return ready;
  }

  @Override
  public String task() {
    return "reading replies";
  }

  @Override
  public boolean isAlive() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    WorkerThread.join(thread);
  }

  private void run() {
    consumer.assign(Set.of(partition));
    consumer.seekToEnd(Set.of(partition));
    while (!closed) {
      try {
        if (!ready.isDone()) {
          consumer.position(partition);
          ready.complete(null);
        }
        consumer.poll(Duration.ofMillis(500)).forEach(this::take);
      } catch (WakeupException e) {
        LOG.debug("woken up", e);
      } catch (KafkaException e) {
        if (logged.isDue("failed")) {
          LOG.warn("reading replies failed, trying again: {}", e.toString());
        }
        WorkerThread.rest();
      } catch (RuntimeException e) {
        if (logged.isDue("unexpected")) {
          LOG.error("the reply reader met an unexpected failure and goes on", e);
        }
        WorkerThread.rest();
      }
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(record.key(), instanceId)) {
      return;
    }
    try {
      ReplyJson.Addressed addressed = ReplyJson.decode(record.value());
      pending.complete(addressed.request(), addressed.reply());
    } catch (MalformedRecordException e) {
      skipped.skip(record.topic(), record.partition(), record.offset(), e);
    }
  }
}
