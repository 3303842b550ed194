package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;

/** The queue to which messages are to be moved. */
final class RedriveTarget {
  static final String PARAMETER = "toQueueName";

  private RedriveTarget() {}

  /** The name of an existing queue (else 4440) that is not the first one (else 10350), or null. */
  static String read(Params params, QueueLookup lookup, QueueDefinition from) {
    if (params.optional(PARAMETER).isEmpty()) {
      return null;
    }
    QueueDefinition to = lookup.existing(params, PARAMETER);
    if (to.id().equals(from.id())) {
      throw new CmqException(CmqError.OUT_OF_RANGE, PARAMETER);
    }
    return to.name();
  }
}
