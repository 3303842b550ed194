package io.cmqkafka.command;

import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings replies to the process that asked: to this one by completing its future in place, to
 * another one through {@code cmq.replies}. A reply does not wait until its state is committed: a
 * successor repeats the same decision from the log. Thread-safe.
 */
public final class ReplyRouter implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyRouter.class);

  private final String instanceId;
  private final PendingReplies pending;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final UnsettledRecords unsettled;
  private final Function<String, LastPushes> lastPushes;

  /**
   * @param producer never blocks. A reply that it does not take is lost, and the asker's deadline
   *     ends the request
   * @param lastPushes by the id of a queue, null for none. It is added to the counts of delivery
   *     queues. The process that decides about such a queue also pushes for it, so it is the only
   *     one that knows, and the one that all others ask
   */
  public ReplyRouter(
      String instanceId,
      PendingReplies pending,
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      Function<String, LastPushes> lastPushes) {
    this.instanceId = instanceId;
    this.pending = pending;
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    this.unsettled = new UnsettledRecords(topic);
    this.lastPushes = lastPushes;
  }

  @Override
  public Outbox about(QueuePartition queue) {
    LastPushes last = lastPushes.apply(queue.queueId());
    return last == null
        ? this
        : (to, reply) ->
            reply(to, reply instanceof Reply.Counted counted ? counted.with(last) : reply);
  }

  @Override
  public void reply(Origin to, Reply reply) {
    if (to.request() == 0) {
      return;
    }
    if (to.instance().equals(instanceId)) {
      pending.complete(to.request(), reply);
      return;
    }
    int partition = partitionOf(to.instance(), partitions);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            partition,
            to.instance().getBytes(StandardCharsets.UTF_8),
            ReplyJson.encode(to.request(), reply));
    try {
      // In the lock, so that the newest is the last one also when several threads reply.
      synchronized (unsettled) {
        unsettled.add(new TopicPartition(topic, partition), producer.send(record));
      }
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("a reply to another process was lost", e);
    }
  }

  /**
   * A successor does not repeat a reply whose decision is in the committed state. If Kafka does not
   * have that reply yet, it would be lost with this process, and the messages that it grants would
   * be invisible until their visibility ends. So it is with the others of {@link #unsettled}.
   */
  @Override
  public void flush() {
    unsettled.await();
  }

  /** What {@link #flush} waits for: replies first, and what others add. */
  public UnsettledRecords unsettled() {
    return unsettled;
  }

  /**
   * Keeps the producer from forgetting the topic, which it does after an hour without a reply: the
   * next one would be lost.
   */
  public void keepKnown() {
    producer.partitionsFor(topic);
  }

  /** The partition of {@code cmq.replies} that an instance reads. */
  static int partitionOf(String instanceId, int partitions) {
    return Utils.toPositive(Utils.murmur2(instanceId.getBytes(StandardCharsets.UTF_8)))
        % partitions;
  }
}
