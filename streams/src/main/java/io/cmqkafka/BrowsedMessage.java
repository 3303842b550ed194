package io.cmqkafka;

import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageStatus;
import java.util.List;

/**
 * A message that somebody looked at.
 *
 * @param rewindable whether it is deleted and a rewind can bring it back
 * @param appendedMs when Kafka took it, epoch ms
 * @param size of the whole body, bytes
 * @param body its beginning, as much as was asked for
 * @param headers of the Kafka record: the first {@value #MAX_HEADERS}, with {@value
 *     #MAX_HEADER_BYTES} bytes of keys and values at most
 * @param headersAreWhole whether these are all, and none is cut
 */
public record BrowsedMessage(
    MessageId id,
    MessageStatus status,
    boolean rewindable,
    long appendedMs,
    int size,
    byte[] body,
    List<Header> headers,
    boolean headersAreWhole) {
  public static final int MAX_HEADERS = 100;
  public static final int MAX_HEADER_BYTES = 16 << 10;

  /**
   * @param value null if the header has none
   */
  public record Header(String key, byte[] value) {}
}
