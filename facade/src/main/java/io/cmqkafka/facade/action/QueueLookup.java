package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.CmqException;
import io.cmqkafka.facade.api.Params;
import java.util.regex.Pattern;

/** From a queue's name among the parameters to the queue. */
record QueueLookup(Queues queues) {

  /** The documents name no underscore, but clients use it and the service took it. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]{0,63}");

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
    if (!NAME.matcher(name).matches()) {
      throw new CmqException(CmqError.QUEUE_NAME_FORMAT);
    }
    return name;
  }
}
