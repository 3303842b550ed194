package io.cmqkafka.log;

import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a record in a delivery queue's Kafka topic says of the publication it is a copy of.
 *
 * @param id what the publisher was told
 * @param publishTimeMs epoch ms of log time
 */
public record PublicationCopy(MessageId id, Labels labels, long publishTimeMs) {

  /**
   * Of records that others wrote there, their own place and time stand for what they do not say.
   */
  static PublicationCopy of(ConsumerRecord<byte[], byte[]> record) {
    CopySource source = CopySource.in(record.headers());
    MessageId id = source == null ? null : source.publication();
    Labels labels;
    long publishTimeMs;
    try {
      labels = PublicationHeaders.labels(record.headers());
      publishTimeMs = PublicationHeaders.publishTimeMs(record.headers(), record.timestamp());
    } catch (MalformedRecordException e) {
      labels = Labels.NONE;
      publishTimeMs = record.timestamp();
    }
    return new PublicationCopy(
        id == null ? new MessageId(record.partition(), record.offset()) : id,
        labels,
        publishTimeMs);
  }

  /** Bytes of memory, roughly. */
  int weight() {
    return 128
        + 2 * labels.routingKey().length()
        + labels.tags().stream().mapToInt(tag -> 48 + 2 * tag.length()).sum();
  }
}
