package io.cmqkafka.log;

import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings replies to the process that asked: to this one by completing its future in place, to
 * another one through {@code cmq.replies}. A reply does not wait for the commit of the state it
 * tells of: whoever takes over repeats that very decision from the log. Thread-safe.
 */
public final class ReplyRouter implements Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyRouter.class);

  private final String instanceId;
  private final PendingReplies pending;
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final PushFailures pushFailures;

  /**
   * @param producer never blocks; what it does not take is lost, and the asker's own deadline
   *     answers
   * @param pushFailures added to the counts of delivery queues: whoever decides about such a queue
   *     pushes for it, so this is the one process that knows, and the one every other asks
   */
  public ReplyRouter(
      String instanceId,
      PendingReplies pending,
      Producer<byte[], byte[]> producer,
      String topic,
      int partitions,
      PushFailures pushFailures) {
    this.instanceId = instanceId;
    this.pending = pending;
    this.producer = producer;
    this.topic = topic;
    this.partitions = partitions;
    this.pushFailures = pushFailures;
  }

  @Override
  public Outbox about(QueuePartition queue) {
    PushFailure last = pushFailures.of(queue.queueId());
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
    try {
      producer.send(
          new ProducerRecord<>(
              topic,
              partitionOf(to.instance(), partitions),
              to.instance().getBytes(StandardCharsets.UTF_8),
              ReplyJson.encode(to.request(), reply)));
    } catch (KafkaException | IllegalStateException e) {
      LOG.debug("a reply to another process was lost", e);
    }
  }

  /**
   * Keeps the producer from forgetting the topic, which it does after an hour without a reply: the
   * next one would be lost.
   */
  void keepKnown() {
    producer.partitionsFor(topic);
  }

  /** The partition of {@code cmq.replies} that an instance reads. */
  static int partitionOf(String instanceId, int partitions) {
    return Utils.toPositive(Utils.murmur2(instanceId.getBytes(StandardCharsets.UTF_8)))
        % partitions;
  }
}
