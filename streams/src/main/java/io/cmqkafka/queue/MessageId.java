package io.cmqkafka.queue;

import java.util.Optional;

/**
 * Where a message lies in its queue's Kafka topic. On the wire {@code (partition + 1) << 48 |
 * offset} in decimal: unique in its queue, and it says where to look in Kafka.
 */
public record MessageId(int partition, long offset) {
  private static final int OFFSET_BITS = 48;

  /** Empty for what {@link #toString} does not write. */
  public static Optional<MessageId> parse(String text) {
    try {
      long number = Long.parseLong(text);
      long partition = (number >> OFFSET_BITS) - 1;
      return partition >= 0 && Long.toString(number).equals(text)
          ? Optional.of(new MessageId((int) partition, number & (1L << OFFSET_BITS) - 1))
          : Optional.empty();
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return Long.toString(((long) partition + 1) << OFFSET_BITS | offset);
  }
}
