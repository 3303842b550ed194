package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;

/** What an action needs beyond the permission to do it to the queue or topic that it names. */
final class Permission {
  private Permission() {}

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
