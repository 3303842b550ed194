package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.queue.MessageId;
import java.util.List;

/** What batches of messages have in common, a batch of one included. */
final class Batch {

  /** Most messages or handles. */
  static final int MAX_MESSAGES = 16;

  /** Most bytes of all bodies together. */
  static final int MAX_BYTES = 1_048_576;

  private Batch() {}

  /**
   * 10120 for an empty body, 10230 for one above maxMsgSize, 10300 for too much together.
   *
   * @param maxMsgSize the queue's or topic's, bytes
   */
  static void check(List<byte[]> bodies, int maxMsgSize) {
    long total = 0;
    for (byte[] body : bodies) {
      if (body.length == 0) {
        throw new CmqException(CmqError.BODY_EMPTY);
      }
      if (body.length > maxMsgSize) {
        throw new CmqException(CmqError.BODY_TOO_LARGE);
      }
      total += body.length;
    }
    if (total > MAX_BYTES) {
      throw new CmqException(CmqError.BATCH_TOO_LARGE);
    }
  }

  /** The ids of messages that were sent or published, in the order of their bodies. */
  static Answer sent(List<MessageId> ids) {
    return json -> {
      json.writeArrayFieldStart("msgList");
      for (MessageId id : ids) {
        json.writeStartObject();
        json.writeStringField("msgId", id.toString());
        json.writeEndObject();
      }
      json.writeEndArray();
    };
  }
}
