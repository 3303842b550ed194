package io.cmqkafka.facade.history;

import java.util.List;

/** One promise, judged by what clients were answered. */
public interface Rule {
  /** How far brokers' clocks may be from the history's, which all run on one machine. */
  long CLOCK_SLACK_MS = 250;

  /** How late an answer may be that is due at a certain time. */
  long ANSWER_SLACK_MS = 1_000;

  /** How long after the last fault everything must be as if there had been none. */
  long SETTLE_MS = 15_000;

  /** All of them. */
  List<Rule> ALL =
      List.of(
          new P1NothingAcknowledgedIsLost(),
          new P2DeletedStaysDeleted(),
          new P3InvisibleToOthers(),
          new P4HandlesDeleteExactlyInTime(),
          new P5FirstDeliveriesInOrder(),
          new P6SubscribersGetOneCopy(),
          new MessagesAreThoseSent(),
          new DecisionsAreNotUndone(),
          new DelaysAreKept(),
          new RewoundMessagesReturn(),
          new WaitsEndInTime(),
          new CallsAreAnswered(),
          new AnswersAreExpected(),
          new StopsAreOrderly(),
          new WorkIsTakenOver(),
          new TroubleEnds());

  void judge(History history, Findings findings);

  default String name() {
    return getClass().getSimpleName();
  }
}
