package io.cmqkafka.facade.restart;

import java.util.List;

/** One of the server's promises, judged by what clients were answered. */
interface Rule {
  /** All of them. */
  List<Rule> ALL =
      List.of(
          new AcknowledgedSendsAreDelivered(),
          new DeletedMessagesStayDeleted(),
          new InvisibleMessagesStayInvisible(),
          new HandlesDeleteExactlyInTime(),
          new DelayedMessagesComeNotEarly());

  /**
   * One sentence for each time the promise was broken.
   *
   * @param history of clients that received until nothing was left
   */
  List<String> broken(History history);
}
