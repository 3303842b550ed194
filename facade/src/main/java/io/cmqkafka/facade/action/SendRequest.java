package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import java.util.List;

/**
 * Bodies to send, each of a size the queue takes. One bad body refuses them all.
 *
 * @param bodies 1 to 16, 1 MiB together
 * @param delaySeconds 0 for none
 */
record SendRequest(QueueDefinition queue, List<byte[]> bodies, int delaySeconds) {

  SendRequest {
    Batch.check(bodies, queue.attributes().maxMsgSize());
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
