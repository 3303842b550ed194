package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.topic.Labels;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/**
 * Appends publications to their Kafka topic, those of one (CMQ) topic in order to one partition.
 * Thread-safe; does not block, and holds no more bytes on their way than there is room for.
 */
public final class PublicationLog implements AutoCloseable {

  private final Producer<byte[], byte[]> producer;
  private final String kafkaTopic;
  private final int partitions;
  private final ByteBudget budget;
  private final AtomicLong inflightBytes = new AtomicLong();

  /**
   * @param producer knows the topic already and never blocks; used by this object alone
   * @param budget what it does not have room for is refused as OVERLOADED, as it is when the
   *     producer's own buffer has no room for the first of a batch: nothing of it was written then
   */
  public PublicationLog(
      Producer<byte[], byte[]> producer, String kafkaTopic, int partitions, ByteBudget budget) {
    this.producer = producer;
    this.kafkaTopic = kafkaTopic;
    this.partitions = partitions;
    this.budget = budget;
  }

  /**
   * Appends bodies in order; completes when Kafka has acknowledged all of them, on the producer's
   * thread, which must not be held up.
   *
   * @param catalogVersion the newest version of the catalog that this process has seen; the process
   *     that copies the publications must have seen it too
   */
  public CompletableFuture<List<MessageId>> append(
      TopicDefinition topic, List<byte[]> bodies, Labels labels, long catalogVersion) {
    long bytes = bodies.stream().mapToLong(body -> body.length).sum();
    if (!budget.tryAcquire(bytes)) {
      return CompletableFuture.failedFuture(new RefusedException(Refusal.OVERLOADED));
    }
    inflightBytes.addAndGet(bytes);
    CompletableFuture<List<MessageId>> acknowledged = new CompletableFuture<>();
    acknowledged.whenComplete(
        (ids, failure) -> {
          inflightBytes.addAndGet(-bytes);
          budget.release(bytes);
        });
    Batch batch = new Batch(topic.name(), bodies.size(), acknowledged);
    for (int i = 0; i < bodies.size() && !acknowledged.isDone(); i++) {
      int index = i;
      send(
          topic.name(),
          bodies.get(i),
          PublicationHeaders.of(topic.id(), labels, catalogVersion),
          (metadata, failure) -> batch.taken(index, metadata, failure));
    }
    return acknowledged;
  }

  /**
   * Appends a mark. The process that copies publications waits at the mark until it has seen that
   * version of the catalog. So every publication after the mark is copied with that version or a
   * newer one, whatever its publisher has seen.
   *
   * @return completes with where the mark is
   */
  public CompletableFuture<MessageId> markVersion(String topicName, long catalogVersion) {
    CompletableFuture<MessageId> acknowledged = new CompletableFuture<>();
    send(
        topicName,
        null,
        PublicationHeaders.version(catalogVersion),
        (metadata, failure) -> {
          if (failure == null) {
            acknowledged.complete(new MessageId(metadata.partition(), metadata.offset()));
          } else {
            fail(failure, acknowledged);
          }
        });
    return acknowledged;
  }

  /** Keeps the producer from forgetting the topic, which it does after an hour without use. */
  public void keepKnown() {
    producer.partitionsFor(kafkaTopic);
  }

  public long inflightBytes() {
    return inflightBytes.get();
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(2));
  }

  private void send(
      String topicName,
      byte[] body,
      Headers headers,
      org.apache.kafka.clients.producer.Callback taken) {
    byte[] key = topicName.getBytes(UTF_8);
    // Chosen as Kafka's own producers choose by key, so that their publications go to the same
    // partition.
    int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
    try {
      producer.send(new ProducerRecord<>(kafkaTopic, partition, null, key, body, headers), taken);
    } catch (KafkaException | IllegalStateException e) {
      taken.onCompletion(null, e);
    }
  }

  private static void fail(Exception failure, CompletableFuture<?> waiting) {
    waiting.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE, failure));
  }

  private final class Batch {
    private final String topicName;
    private final MessageId[] ids;
    private final AtomicInteger missing;
    private final CompletableFuture<List<MessageId>> acknowledged;

    Batch(String topicName, int size, CompletableFuture<List<MessageId>> acknowledged) {
      this.topicName = topicName;
      this.ids = new MessageId[size];
      this.missing = new AtomicInteger(size);
      this.acknowledged = acknowledged;
    }

    void taken(int index, RecordMetadata metadata, Exception failure) {
      if (index == 0 && failure instanceof BufferExhaustedException) {
        acknowledged.completeExceptionally(new RefusedException(Refusal.OVERLOADED, failure));
        return;
      }
      if (failure != null) {
        fail(failure, acknowledged);
        return;
      }
      ids[index] = new MessageId(metadata.partition(), metadata.offset());
      if (missing.decrementAndGet() == 0) {
        acknowledged.complete(List.of(ids));
      }
    }
  }
}
