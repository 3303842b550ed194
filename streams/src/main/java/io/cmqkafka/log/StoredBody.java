package io.cmqkafka.log;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A message as it lies in Kafka.
 *
 * @param body null when the record has no value
 * @param timestampMs the record's timestamp: append time, epoch ms
 * @param copy what it is a copy of; null outside delivery queues
 */
public record StoredBody(byte[] body, long timestampMs, PublicationCopy copy) {

  public StoredBody(byte[] body, long timestampMs) {
    this(body, timestampMs, null);
  }

  static StoredBody of(BodySource source, ConsumerRecord<byte[], byte[]> record) {
    return new StoredBody(
        record.value(), record.timestamp(), source.delivery() ? PublicationCopy.of(record) : null);
  }

  int weight() {
    // What the map's entry, the key and the array's header cost, roughly.
    return 128 + (body == null ? 0 : body.length) + (copy == null ? 0 : copy.weight());
  }
}
