package io.cmqkafka.facade.bench;

import java.util.Arrays;
import java.util.UUID;

/**
 * Message bodies of one size: the run's id, the sequence number in hexadecimal, and filler that
 * needs no encoding. Any thread.
 */
final class Bodies {
  /** The smallest body that has room for run and sequence number. */
  static final int MIN_SIZE = 32;

  private static final byte[] HEX = RequestWriter.ascii("0123456789abcdef");
  private static final int RUN_LENGTH = 16;
  private static final int SEQUENCE_AT = RUN_LENGTH + 1;
  private static final int SEQUENCE_END = SEQUENCE_AT + 8;

  private final String run = UUID.randomUUID().toString().replace("-", "").substring(16);
  private final byte[] template;

  Bodies(int size) {
    template = new byte[size];
    Arrays.fill(template, (byte) 'x');
    System.arraycopy(RequestWriter.ascii(run + "-00000000-"), 0, template, 0, SEQUENCE_END + 1);
  }

  byte[] of(int sequence) {
    byte[] body = template.clone();
    int rest = sequence;
    for (int at = SEQUENCE_END - 1; at >= SEQUENCE_AT; at--) {
      body[at] = HEX[rest & 15];
      rest >>>= 4;
    }
    return body;
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
}
