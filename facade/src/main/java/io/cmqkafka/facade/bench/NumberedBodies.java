package io.cmqkafka.facade.bench;

import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Message bodies of one size: the run's id, the sequence number in hexadecimal, if wanted a time in
 * hexadecimal microseconds, and filler that needs no encoding. Any thread.
 */
final class NumberedBodies {
  /** The smallest body that has room for run and sequence number. */
  static final int MIN_SIZE = 32;

  /** The smallest body that has room for a time, too. */
  static final int MIN_TIMED_SIZE = 40;

  private static final HexFormat HEX = HexFormat.of();
  private static final int SEQUENCE_AT = 17;
  private static final int SEQUENCE_END = SEQUENCE_AT + 8;
  private static final int TIME_AT = SEQUENCE_END + 1;
  private static final int TIME_LENGTH = 12;
  private static final int TIME_END = TIME_AT + TIME_LENGTH;

  private final long epoch = System.nanoTime();
  private final String run = UUID.randomUUID().toString().replace("-", "").substring(16) + "-";
  private final int size;
  private final String filler;

  NumberedBodies(int size) {
    this.size = size;
    this.filler = "x".repeat(size - TIME_AT);
  }

  String of(int sequence) {
    return run + HEX.toHexDigits(sequence) + "-" + filler;
  }

  /**
   * A body that carries a time; for sizes of at least {@link #MIN_TIMED_SIZE}.
   *
   * @param nanoTime not before this object was made
   */
  String of(int sequence, long nanoTime) {
    String time = HEX.toHexDigits((nanoTime - epoch) / 1_000, TIME_LENGTH);
    return run + HEX.toHexDigits(sequence) + "-" + time + filler.substring(TIME_LENGTH);
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
    if (body.length() != size || !body.startsWith(run)) {
      return -1;
    }
    try {
      return Integer.parseInt(body, SEQUENCE_AT, SEQUENCE_END, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
