package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a subscription is pushed to, as Subscribe and SetSubscriptionAttributes name it. Taken for
 * every protocol: CMQ's clients send JSON for queues by default, contrary to its documents.
 */
final class NotifyParams {
  private NotifyParams() {}

  /** One of CMQ's two, else 10520. */
  static Optional<NotifyStrategy> strategy(Params params) {
    return params
        .optional("notifyStrategy")
        .map(name -> constant(name, NotifyStrategy.values(), CmqError.NOTIFY_STRATEGY_UNDEFINED));
  }

  /** One of CMQ's two, else 10530. */
  static Optional<NotifyContentFormat> contentFormat(Params params) {
    return params
        .optional("notifyContentFormat")
        .map(
            name -> constant(name, NotifyContentFormat.values(), CmqError.NOTIFY_FORMAT_UNDEFINED));
  }

  private static <E extends Enum<E>> E constant(String name, E[] constants, CmqError undefined) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new CmqException(undefined));
  }
}
