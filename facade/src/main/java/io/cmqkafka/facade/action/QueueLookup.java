package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;

/** From a queue's name among the parameters to the queue. */
record QueueLookup(Queues queues) {

  /** The queue that must exist, else 4440. */
  QueueDefinition existing(Params params) {
    return existing(params, "queueName");
  }

  /** The queue that this parameter names, and that must exist, else 4440. */
  QueueDefinition existing(Params params, String parameter) {
    return queues
        .find(name(params, parameter))
        .orElseThrow(() -> new CmqException(CmqError.QUEUE_NOT_EXISTED));
  }

  /** A well-formed name, else 10020, whether or not the queue exists. */
  static String name(Params params) {
    return name(params, "queueName");
  }

  private static String name(Params params, String parameter) {
    String name = params.required(parameter);
    if (!Names.isWellFormed(name)) {
      throw new CmqException(CmqError.QUEUE_NAME_FORMAT);
    }
    return name;
  }
}
