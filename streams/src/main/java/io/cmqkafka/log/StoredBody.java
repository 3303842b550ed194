package io.cmqkafka.log;

/**
 * A message as it lies in Kafka.
 *
 * @param body null when the record has no value
 * @param timestampMs the record's timestamp: append time, epoch ms
 */
public record StoredBody(byte[] body, long timestampMs) {

  int weight() {
    // What the map's entry, the key and the array's header cost, roughly.
    return 128 + (body == null ? 0 : body.length);
  }
}
