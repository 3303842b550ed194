package io.cmqkafka.body;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How a record says that it is not to be delivered yet. {@code cmq-deliver-at} is a point in time
 * (decimal epoch ms), for other programs that read or write the Kafka topic. SendMessage adds
 * {@code cmq-delay-ms}, which counts from the append and so does not depend on the sender's clock.
 */
public final class DelayHeaders {
  public static final String DELIVER_AT = "cmq-deliver-at";
  public static final String DELAY_MS = "cmq-delay-ms";

  /** A longer number is ignored like other garbage: no delay is that long. */
  private static final int MAX_DIGITS = 18;

  private DelayHeaders() {}

  /**
   * @param delayMs 0 for no delay, and no headers
   */
  public static Headers of(long delayMs, long now) {
    RecordHeaders headers = new RecordHeaders();
    if (delayMs > 0) {
      headers.add(DELIVER_AT, ascii(now + delayMs));
      headers.add(DELAY_MS, ascii(delayMs));
    }
    return headers;
  }

  /**
   * @param timestampMs the record's own timestamp, epoch ms
   * @return epoch ms before which the message is not to be delivered; 0 when it is not delayed
   */
  public static long due(Headers headers, long timestampMs) {
    long delay = number(headers.lastHeader(DELAY_MS));
    return delay > 0 ? timestampMs + delay : number(headers.lastHeader(DELIVER_AT));
  }

  /** Whether there is a delay header that is not a decimal number, or is too long. */
  public static boolean areGarbage(Headers headers) {
    return isGarbage(headers.lastHeader(DELAY_MS)) || isGarbage(headers.lastHeader(DELIVER_AT));
  }

  private static boolean isGarbage(Header header) {
    boolean saysZero =
        header != null
            && header.value() != null
            && header.value().length == 1
            && header.value()[0] == '0';
    return header != null && number(header) == 0 && !saysZero;
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** 0 for no header, and for one that is not a decimal number or is too long. */
  static long number(Header header) {
    if (header == null || header.value() == null || header.value().length > MAX_DIGITS) {
      return 0;
    }
    long number = 0;
    for (byte digit : header.value()) {
      if (digit < '0' || digit > '9') {
        return 0;
      }
      number = number * 10 + (digit - '0');
    }
    return number;
  }
}
