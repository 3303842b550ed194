package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What stands, behind a dot, at the end of a position to go on from: of which question it is. All
 * processes mark a question alike. It finds mistakes and keeps nobody from anything.
 */
record PositionMark(String text) {
  private static final String BEFORE = ".";

  /**
   * @param question what must stay the same, in words that are the same in every process
   */
  static PositionMark of(Object... question) {
    CRC32 sum = new CRC32();
    sum.update(List.of(question).toString().getBytes(UTF_8));
    return new PositionMark(Long.toHexString(sum.getValue()));
  }

  String behind(Object position) {
    return position + BEFORE + text;
  }

  /** A position without its mark, if it has one; 10350 if that is of another question. */
  String takenOff(String parameter, String position) {
    int dot = position.lastIndexOf(BEFORE);
    if (dot < 0) {
      return position;
    }
    if (!position.substring(dot + 1).equals(text)) {
      throw new CmqException(CmqError.POSITION_OF_OTHER, parameter);
    }
    return position.substring(0, dot);
  }
}
