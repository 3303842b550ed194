package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.CmqException;
import io.cmqkafka.facade.api.Params;
import java.util.List;

/**
 * Bodies to send, each of a size the queue takes. One bad body refuses them all.
 *
 * @param bodies 1 to 16, 1 MiB together
 * @param delaySeconds 0 for none
 */
record SendRequest(QueueDefinition queue, List<byte[]> bodies, int delaySeconds) {

  /** 10120 for an empty body, 10230 for one above maxMsgSize, 10300 for too much together. */
  SendRequest {
    long total = 0;
    for (byte[] body : bodies) {
      if (body.length == 0) {
        throw new CmqException(CmqError.BODY_EMPTY);
      }
      if (body.length > queue.attributes().maxMsgSize()) {
        throw new CmqException(CmqError.BODY_TOO_LARGE);
      }
      total += body.length;
    }
    if (total > Batch.MAX_BYTES) {
      throw new CmqException(CmqError.BATCH_TOO_LARGE);
    }
  }

  /** The delay for all messages of the request, 0 to the operator's limit, else 10692. */
  static int delaySeconds(Params params, Limits limits) {
    long delay = params.number("delaySeconds").orElse(0L);
    if (delay < 0 || delay > limits.delayMaxSeconds()) {
      throw new CmqException(CmqError.DELAY_OUT_OF_RANGE);
    }
    return (int) delay;
  }
}
