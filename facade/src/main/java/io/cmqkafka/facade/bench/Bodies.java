package io.cmqkafka.facade.bench;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Message bodies of one size: the run's id, the sequence number in hexadecimal, if wanted a time in
 * hexadecimal microseconds, and filler that needs no encoding. Any thread.
 */
final class Bodies {
  /** The smallest body that has room for run and sequence number. */
  static final int MIN_SIZE = 32;

  /** The smallest body that has room for a time, too. */
  static final int MIN_TIMED_SIZE = 40;

  private static final byte[] HEX = RequestWriter.ascii("0123456789abcdef");
  private static final int RUN_LENGTH = 16;
  private static final int SEQUENCE_AT = RUN_LENGTH + 1;
  private static final int SEQUENCE_END = SEQUENCE_AT + 8;

  private static final int TIME_AT = SEQUENCE_END + 1;
  private static final int TIME_END = TIME_AT + 12;

  private final long epoch = System.nanoTime();
  private final String run = UUID.randomUUID().toString().replace("-", "").substring(16);
  private final byte[] template;

  Bodies(int size) {
    template = new byte[size];
    Arrays.fill(template, (byte) 'x');
    System.arraycopy(RequestWriter.ascii(run + "-00000000-"), 0, template, 0, SEQUENCE_END + 1);
  }

  byte[] of(int sequence) {
    byte[] body = template.clone();
    write(sequence, body, SEQUENCE_AT, SEQUENCE_END);
    return body;
  }

  /**
   * A body that carries a time; for sizes of at least {@link #MIN_TIMED_SIZE}.
   *
   * @param nanoTime not before this object was made
   */
  byte[] of(int sequence, long nanoTime) {
    byte[] body = of(sequence);
    write((nanoTime - epoch) / 1_000, body, TIME_AT, TIME_END);
    return body;
  }

  /** The time in a body of {@link #of(int, long)} that has a sequence number; else empty. */
  OptionalLong timeOf(String body) {
    try {
      return OptionalLong.of(epoch + Long.parseLong(body, TIME_AT, TIME_END, 16) * 1_000);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The sequence number, or -1 if the body is not one of this run, whole and of the right size. */
  int sequenceOf(String body) {
    if (body.length() != template.length || !body.startsWith(run)) {
      return -1;
    }
    try {
      return Integer.parseInt(body, SEQUENCE_AT, SEQUENCE_END, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void write(long number, byte[] body, int from, int to) {
    long rest = number;
    for (int at = to - 1; at >= from; at--) {
      body[at] = HEX[(int) (rest & 15)];
      rest >>>= 4;
    }
  }
}
