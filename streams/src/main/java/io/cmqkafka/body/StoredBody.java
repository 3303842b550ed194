package io.cmqkafka.body;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A message as it lies in Kafka.
 *
 * @param body null when the record has no value
 * @param timestampMs the record's timestamp: append time, epoch ms
 * @param headers the record's headers, perhaps without those that delayed it
 */
public record StoredBody(byte[] body, long timestampMs, List<Header> headers) {

  /** A body's text in JSON may be so many times as long as the body. */
  private static final int LONGEST_TEXT = 6;

  /** The longest text that is written at a time; a longer one is written in pieces. */
  private static final int MAX_WRITTEN = 64 << 10;

  public StoredBody(byte[] body, long timestampMs) {
    this(body, timestampMs, List.of());
  }

  public static StoredBody of(ConsumerRecord<byte[], byte[]> record) {
    Header[] headers = record.headers().toArray();
    return new StoredBody(
        record.value(), record.timestamp(), headers.length == 0 ? List.of() : List.of(headers));
  }

  /**
   * How many bytes the body holds while it is passed on: its own, and the text that is written at a
   * time.
   */
  public long heldBytes() {
    int length = body == null ? 0 : body.length;
    return weight() + Math.min((long) LONGEST_TEXT * length, MAX_WRITTEN);
  }

  public int weight() {
    // What the map's entry, the key and the array's header cost, roughly.
    int weight = 128 + (body == null ? 0 : body.length);
    for (Header header : headers) {
      weight += 128 + header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return weight;
  }
}
