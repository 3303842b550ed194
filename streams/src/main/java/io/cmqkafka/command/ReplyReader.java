package io.cmqkafka.command;

import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.worker.ConsumerLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the replies that other processes send to this one. One thread. */
public final class ReplyReader extends ConsumerLoop {
  private final TopicPartition partition;
  private final byte[] instanceId;
  private final PendingReplies pending;
  private final SkippedRecords skipped;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

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
    super("reading replies", "cmq-reply-reader", consumer);
    this.partition = new TopicPartition(topic, ReplyRouter.partitionOf(instanceId, partitions));
    this.instanceId = instanceId.getBytes(StandardCharsets.UTF_8);
    this.pending = pending;
    this.skipped = skipped;
  }

  /** The future completes when no later reply can be missed. */
  public CompletableFuture<Void> start() {
    startThread();
    return ready;
  }

  @Override
  protected void begin() {
    consumer.assign(Set.of(partition));
    consumer.seekToEnd(Set.of(partition));
  }

  @Override
  protected void round() {
    if (!ready.isDone()) {
      consumer.position(partition);
      ready.complete(null);
    }
    consumer.poll(Duration.ofMillis(500)).forEach(this::take);
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
