package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.QueueAttributes;

/**
 * The attributes that CreateQueue and SetQueueAttributes share. Where CMQ's documents contradict
 * each other the widest range is taken.
 */
final class AttributeParams {
  private AttributeParams() {}

  static AttributeChanges read(Params params) {
    return new AttributeChanges(
        params.number("maxMsgHeapNum", 1_000_000, 1_000_000_000).orElse(null),
        params.seconds("pollingWaitSeconds", 0, 30).orElse(null),
        params.seconds("visibilityTimeout", 1, 43_200).orElse(null),
        params.integer("maxMsgSize", 1_024, 1_048_576).orElse(null),
        params.seconds("msgRetentionSeconds", 60, 1_296_000).orElse(null),
        params.seconds("rewindSeconds", 0, Integer.MAX_VALUE).orElse(null));
  }

  /** The attributes themselves, if they agree with each other, else 10700. */
  static QueueAttributes consistent(QueueAttributes attributes) {
    if (attributes.rewindSeconds() > attributes.msgRetentionSeconds()) {
      throw new CmqException(CmqError.REWIND_EXCEEDS_RETENTION);
    }
    return attributes;
  }
}
