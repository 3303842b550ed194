package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.queue.MessageId;

/**
 * The end of a {@code nextPosition}, behind a dot: the queue, and the message if the answer is
 * about one, in which the position means something. A position that a client made itself has no
 * mark.
 */
record PositionMark(String text) {
  private static final String BEFORE = ".";

  static PositionMark of(QueueDefinition queue) {
    return new PositionMark(queue.id());
  }

  static PositionMark of(QueueDefinition queue, MessageId id) {
    return new PositionMark(queue.id() + "/" + id);
  }

  String behind(Object position) {
    return position + BEFORE + text;
  }

  /** The position without its mark; fails with 10350 when that is another one. */
  String takenOff(String parameter, String position) {
    int dot = position.indexOf(BEFORE);
    if (dot < 0) {
      return position;
    }
    if (!position.substring(dot + 1).equals(text)) {
      throw new CmqException(CmqError.POSITION_OF_OTHER, parameter);
    }
    return position.substring(0, dot);
  }
}
