package io.cmqkafka.facade.action;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;

/** What an action needs beyond the permission to do it to the queue or topic that it names. */
final class Permission {
  private Permission() {}

  /** Whether messages may be sent to the queue, or published for the subscription. */
  static boolean isToSendTo(CatalogEntry to, Client client) {
    return to instanceof SubscriptionDefinition one
        ? client.rights().allow("PublishMessage", one.topicName())
        : to instanceof QueueDefinition queue && client.rights().allow("SendMessage", queue.name());
  }

  /**
   * A caller that makes messages go to a queue must be allowed to send to it, else 10461.
   *
   * @param queue its name, or null for none
   */
  static void toSendTo(String queue, Client client) {
    if (queue != null && !client.rights().allow("SendMessage", queue)) {
      throw new CmqException(CmqError.NO_CAM_AUTHENTICATION);
    }
  }
}
