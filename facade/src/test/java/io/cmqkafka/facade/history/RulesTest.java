package io.cmqkafka.facade.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.history.Fault.Kind;
import io.cmqkafka.facade.history.Story.Got;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule is silent about a good history and finds what is planted. */
class RulesTest {
  private static final Answer NO_MESSAGE = new Answer(7000, "", null, null, null);
  private static final Answer TRY_AGAIN = new Answer(6000, "", null, null, null);

  private final Story story = new Story();

  @Test
  void aGoodHistoryBreaksNothing() {
    story.add(new Fault(Kind.SERVER_KILLED, 1, 0, 100_000, 0, null));
    story.sent("q", "m", 7, 2, 1_000).sentPerhaps("q", "nobody knows", 1_000);
    Got first = story.got("q", "m", 7, 1, 0, 3_500);
    story.deleted(first, 4430, 13_499, 13_501);
    Got second = story.got("q", "m", 7, 2, 1, 13_500);
    story.deleted(first, 4430, 13_600, 13_610);
    story.deleted(second, 0, 13_700, 13_710);
    story.deleted(second, 4430, 13_800, 13_810);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aLostMessageIsFound() {
    story.sent("q", "m", 0, 0, 1_000);
    assertThat(broken()).singleElement().asString().startsWith("P1NothingAcknowledgedIsLost: ack");
  }

  @Test
  void whatADeletedQueueHadInItIsNotLost() {
    story.sent("q", "m", 0, 0, 1_000).add(new Retirement("q", 2_000));
    assertThat(broken()).isEmpty();
  }

  @Test
  void aMessageThatVanishesUndeletedIsFound() {
    story.sent("q", "m", 0, 0, 1_000);
    Got got = story.got("q", "m", 0, 1, 0, 2_000);
    story.deleted(got, 4430, 30_000, 30_001);
    assertThat(broken()).singleElement().asString().startsWith("P1NothingAcknowledgedIsLost: del");
  }

  @Test
  void aMessageThatReturnsAfterItsDeleteIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.deleted(story.got("q", "m", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    story.got("q", "m", 0, 2, 1, 50_000);
    assertThat(broken()).singleElement().asString().startsWith("P2DeletedStaysDeleted: ");
  }

  @Test
  void aMessageThatReturnsThoughItsQueueWasRewoundBeforeIsFound() {
    story.sent("rewound", "m", 0, 0, 900).rewound(1, 950);
    story.deleted(story.got("rewound", "m", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    story.got("rewound", "m", 0, 1, 1, 50_000);
    assertThat(broken()).singleElement().asString().startsWith("P2DeletedStaysDeleted: ");
  }

  @Test
  void aRewindBringsBackWhatWasDeleted() {
    story.sent("rewound", "m", 0, 0, 1_900);
    story.deleted(story.got("rewound", "m", 0, 1, 0, 2_000), 0, 2_100, 2_110);
    story.rewound(1, 2_500);
    story.deleted(story.got("rewound", "m", 0, 1, 1, 3_000), 0, 3_100, 3_110);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aRewindThatBringsNothingBackIsFound() {
    story.sent("rewound", "m", 0, 0, 1_900);
    story.deleted(story.got("rewound", "m", 0, 1, 0, 2_000), 0, 2_100, 2_110);
    story.rewound(1, 2_500);
    assertThat(broken()).singleElement().asString().startsWith("RewoundMessagesReturn: ");
  }

  @Test
  void aDeliveryWhileInvisibleIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.got("q", "m", 0, 1, 0, 1_000);
    deletedLater(story.got("q", "m", 0, 2, 1, 10_999));
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P3InvisibleToOthers: delivered while");
  }

  @Test
  void aDeliveryWhileInvisibleIsFoundByTheClientsClockToo() {
    story.sent("q", "m", 0, 0, 900);
    story.got("q", "m", 0, 1, 0, 1_000);
    deletedLater(story.got("q", "m", 0, 2, 1, 11_000, 5_000, 5_010));
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P3InvisibleToOthers: delivered while");
  }

  @Test
  void oneDeliveryToTwoReceiversIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.got("q", "m", 0, 1, 0, 1_000);
    deletedLater(story.got("q", "m", 0, 1, 0, 1_000, 999, 1_002));
    assertThat(broken()).anyMatch(s -> s.startsWith("P3InvisibleToOthers: one delivery"));
  }

  @Test
  void aDeliveryThatIsNotCountedIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.got("q", "m", 0, 1, 0, 1_000);
    deletedLater(story.got("q", "m", 0, 1, 1, 11_000));
    assertThat(broken()).anyMatch(s -> s.startsWith("P3InvisibleToOthers: delivered again"));
  }

  @Test
  void aDeleteAfterTheEndOfVisibilityIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.deleted(story.got("q", "m", 0, 1, 0, 1_000), 0, 12_000, 12_010);
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P4HandlesDeleteExactlyInTime: deleted after");
  }

  @Test
  void aDeleteByAnOlderHandleIsFound() {
    story.sent("q", "m", 0, 0, 900);
    Got first = story.got("q", "m", 0, 1, 0, 1_000);
    story.got("q", "m", 0, 2, 1, 11_000);
    story.deleted(first, 0, 11_010, 11_020);
    assertThat(broken())
        .anyMatch(s -> s.startsWith("P4HandlesDeleteExactlyInTime: deleted by a handle"));
  }

  @Test
  void aSecondDeleteByTheSameHandleIsFound() {
    story.sent("q", "m", 0, 0, 900);
    Got got = story.got("q", "m", 0, 1, 0, 1_000);
    story.deleted(got, 0, 1_100, 1_110).deleted(got, 0, 1_105, 1_115);
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P4HandlesDeleteExactlyInTime: deleted twice");
  }

  @Test
  void aValidHandleThatIsRefusedIsFound() {
    story.sent("q", "m", 0, 0, 900);
    Got got = story.got("q", "m", 0, 1, 0, 1_000);
    story.deleted(got, 4430, 1_100, 1_110).deleted(got, 0, 1_200, 1_210);
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P4HandlesDeleteExactlyInTime: refused");
  }

  @Test
  void aHandleThatMayHaveBeenUsedMayBeRefused() {
    story.add(new Fault(Kind.BROKER_KILLED, 1, 0, 2_000, 0, null));
    story.sent("q", "m", 0, 0, 900);
    Got got = story.got("q", "m", 0, 1, 0, 1_000);
    story.deleted(got, 6000, 1_100, 1_110).deleted(got, 4430, 1_200, 1_210);
    assertThat(broken()).isEmpty();
  }

  @Test
  void firstDeliveriesOutOfOrderAreFound() {
    story.sent("q", "a", 0, 0, 900).sent("q", "b", 1, 0, 900);
    story.deleted(story.got("q", "b", 1, 1, 0, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "a", 0, 1, 1, 1_200), 0, 1_300, 1_310);
    assertThat(broken()).singleElement().asString().startsWith("P5FirstDeliveriesInOrder: ");
  }

  @Test
  void aFirstDeliveryThatReachedNobodyExcusesOneMessageOnly() {
    story.sent("q", "a", 0, 0, 900).sent("q", "b", 1, 0, 900).sent("q", "c", 2, 0, 900);
    // Number 0 was seen by nobody: it may have been a's, or b's, and not both.
    story.deleted(story.got("q", "c", 2, 1, 1, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "a", 0, 1, 2, 1_200), 0, 1_300, 1_310);
    story.add(new Retirement("q", 0));
    assertThat(broken()).isEmpty();
    story.deleted(story.got("q", "b", 1, 1, 3, 1_400), 0, 1_500, 1_510);
    assertThat(broken()).singleElement().asString().startsWith("P5FirstDeliveriesInOrder: ");
  }

  @Test
  void aPublicationThatDoesNotComeIsFound() {
    story.add(new Subscription("t", "q", List.of("red"))).published("p", List.of("red"), 0, 900);
    assertThat(broken())
        .singleElement()
        .asString()
        .startsWith("P6SubscribersGetOneCopy: never came");
  }

  @Test
  void twoCopiesOfAPublicationAreFound() {
    story.add(new Fault(Kind.BROKER_KILLED, 1, 0, 2_000, 0, null));
    story.add(new Subscription("t", "q", List.of())).published("p", List.of(), 6000, 900);
    story.deleted(story.got("q", "p", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "p", 1, 1, 1, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("P6SubscribersGetOneCopy: 2 copies");
  }

  @Test
  void aPublicationThatNobodyWantedIsFound() {
    story.add(new Subscription("t", "q", List.of("red"))).published("p", List.of("blue"), 0, 900);
    story.deleted(story.got("q", "p", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("P6SubscribersGetOneCopy: not for");
  }

  @Test
  void aMessageThatNobodySentIsFound() {
    story.deleted(story.got("q", "m", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("MessagesAreThoseSent: sent by no");
  }

  @Test
  void aMessageOfAnotherLifeIsFound() {
    story.add(new QueueLife("n#0", 10, 1, false)).add(new QueueLife("n#1", 10, 1, false));
    story.sent("n#0", "m", 0, 0, 900).add(new Retirement("n#0", 950));
    story.deleted(story.got("n#1", "m", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("MessagesAreThoseSent: sent else");
  }

  @Test
  void aMessageThatBecameTwoIsFound() {
    story.add(new Fault(Kind.BROKER_KILLED, 1, 0, 2_000, 0, null));
    story.sentPerhaps("q", "m", 900);
    story.deleted(story.got("q", "m", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "m", 1, 1, 1, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("MessagesAreThoseSent: sent once");
  }

  @Test
  void anIdThatTheSenderWasNotToldIsFound() {
    story.sent("q", "m", 0, 0, 900);
    story.deleted(story.got("q", "m", 1, 1, 0, 1_000), 0, 1_100, 1_110);
    assertThat(broken()).singleElement().asString().startsWith("MessagesAreThoseSent: not the id");
  }

  @Test
  void aNumberThatIsGivenTwiceIsFound() {
    story.sent("q", "a", 0, 0, 900).sent("q", "b", 1, 0, 900);
    story.deleted(story.got("q", "a", 0, 1, 0, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "b", 1, 1, 0, 1_200), 0, 1_300, 1_310);
    assertThat(broken()).singleElement().asString().startsWith("DecisionsAreNotUndone: one number");
  }

  @Test
  void aNumberOfThePastIsFound() {
    story.sent("q", "a", 0, 0, 900).sent("q", "b", 1, 0, 900);
    story.deleted(story.got("q", "b", 1, 1, 5, 1_000), 0, 1_100, 1_110);
    story.deleted(story.got("q", "a", 0, 2, 4, 1_200), 0, 1_300, 1_310);
    assertThat(broken()).singleElement().asString().startsWith("DecisionsAreNotUndone: answered");
  }

  @Test
  void aDelayedMessageThatComesEarlyIsFound() {
    story.sent("q", "m", 0, 5, 1_000);
    story.deleted(story.got("q", "m", 0, 1, 0, 5_500), 0, 5_600, 5_610);
    assertThat(broken()).singleElement().asString().startsWith("DelaysAreKept: ");
  }

  @Test
  void aWaitThatEndsLateIsFound() {
    story.call(Request.receive("q", 1, 3), NO_MESSAGE, 1_000, 5_001);
    assertThat(broken()).singleElement().asString().startsWith("WaitsEndInTime: ");
  }

  @Test
  void aWaitMayEndLateWhenTheMachineWasBusyOrSomethingHappened() {
    story.add(new Stall(4_000, 5_000, 500));
    story.call(Request.receive("q", 1, 3), NO_MESSAGE, 1_000, 5_001);
    story.add(new Fault(Kind.CONNECTIONS_DROPPED, 0, 52_000, 52_000, 0, null));
    story.call(Request.receive("q", 1, 3), NO_MESSAGE, 51_000, 60_000);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aWaitMayEndLateWhenSomethingHappenedBeforeABusyMachineCouldAnswer() {
    story.add(new Stall(1_000, 13_000, 10_000));
    story.add(new Fault(Kind.BROKER_KILLED, 2, 3_000, 20_000, 0, null));
    story.call(Request.receive("q", 1, 0), NO_MESSAGE, 1_000, 12_500);
    assertThat(broken()).isEmpty();
  }

  @Test
  void aCallWithoutAnAnswerIsFound() {
    story.add(new Fault(Kind.LINE_REFUSED, 1, 0, 100_000, 0, null));
    story.add(new Fault(Kind.SERVER_KILLED, 0, 0, 100_000, 0, null));
    story.call(Request.receive("q", 1, 3), null, 1_000);
    assertThat(broken()).singleElement().asString().startsWith("CallsAreAnswered: no answer");
  }

  @Test
  void aCallToAKilledServerNeedsNoAnswer() {
    story.add(new Fault(Kind.SERVER_KILLED, 1, 500, 2_000, 0, null));
    story.call(Request.receive("q", 1, 3), null, 1_000);
    assertThat(broken()).isEmpty();
  }

  @Test
  void anAnswerThatComesMuchTooLateIsFound() {
    story.add(new Fault(Kind.LINE_REFUSED, 1, 0, 100_000, 0, null));
    story.call(Request.receive("q", 1, 3), TRY_AGAIN, 1_000, 15_001);
    assertThat(broken()).singleElement().asString().startsWith("CallsAreAnswered: answered after");
  }

  @Test
  void whatAsksKafkaForSeveralThingsMayTakeTwiceAsLong() {
    story.add(new Fault(Kind.LINE_REFUSED, 1, 0, 100_000, 0, null));
    story.call(Request.other("DeleteQueue", "q"), TRY_AGAIN, 1_000, 22_000);
    assertThat(broken()).isEmpty();
    story.call(Request.other("DeleteQueue", "q"), TRY_AGAIN, 1_000, 22_001);
    assertThat(broken()).singleElement().asString().startsWith("CallsAreAnswered: answered after");
  }

  @Test
  void anUnexpectedAnswerIsFound() {
    story.add(new Fault(Kind.LINE_REFUSED, 1, 0, 100_000, 0, null));
    story.call(Request.receive("q", 1, 3), new Answer(4440, "", null, null, null), 1_000);
    assertThat(broken()).singleElement().asString().startsWith("AnswersAreExpected: ");
  }

  @Test
  void aStopThatFailsIsFound() {
    story.add(new Fault(Kind.SERVER_STOPPED, 1, 1_000, 5_000, 1, null));
    assertThat(broken()).singleElement().asString().startsWith("StopsAreOrderly: exit code");
  }

  @Test
  void aStopThatHasToBeEndedByForceIsFoundAlsoWhenKafkaIsInTrouble() {
    story.add(new Fault(Kind.SERVER_STOPPED, 1, 1_000, 5_000, -1, null));
    story.add(new Fault(Kind.BROKER_KILLED, 1, 1_000, 5_000, 0, null));
    assertThat(broken()).singleElement().asString().startsWith("StopsAreOrderly: exit code");
  }

  @Test
  void aCallThatAStopCutsIsFound() {
    story.add(new Fault(Kind.SERVER_STOPPED, 1, 2_000, 5_000, 0, null));
    story.call(Request.receive("q", 1, 3), null, 1_000, 2_001);
    assertThat(broken()).singleElement().asString().startsWith("StopsAreOrderly: in progress");
  }

  @Test
  void workThatIsNotTakenOverIsFound() {
    story.add(new Fault(Kind.SERVER_KILLED, 0, 1_000, 20_000, 0, null));
    story.call(Request.receive("q", 1, 0), NO_MESSAGE, 2_000, 12_000);
    assertThat(broken()).isEmpty();
    story.call(Request.receive("q", 1, 0), NO_MESSAGE, 2_000, 12_001);
    assertThat(broken()).singleElement().asString().startsWith("WorkIsTakenOver: ");
  }

  @Test
  void aCallThatRanOutOfItsOwnTimeSaysNothingOfATakeOverThatWasNotDue() {
    story.add(new Fault(Kind.SERVER_KILLED, 0, 1_000, 20_000, 0, null));
    story.call(Request.receive("q", 1, 0), TRY_AGAIN, 500, 10_500);
    assertThat(broken()).isEmpty();
    story.call(Request.receive("q", 1, 0), TRY_AGAIN, 500, 10_499);
    assertThat(broken()).singleElement().asString().startsWith("WorkIsTakenOver: ");
  }

  @Test
  void aTakeOverIsLateAlsoForACallThatRanOutOfTime() {
    story.add(new Fault(Kind.SERVER_KILLED, 0, 1_000, 20_000, 0, null));
    story.call(Request.receive("q", 1, 0), TRY_AGAIN, 2_001, 12_001);
    assertThat(broken()).singleElement().asString().startsWith("WorkIsTakenOver: ");
  }

  @Test
  void workThatIsHandedOverSlowlyIsFound() {
    story.add(new Fault(Kind.SERVER_STOPPED, 0, 1_000, 20_000, 0, null));
    story.call(Request.receive("q", 1, 5), NO_MESSAGE, 2_000, 8_000);
    assertThat(broken()).isEmpty();
    story.call(Request.receive("q", 1, 0), NO_MESSAGE, 2_000, 4_001);
    assertThat(broken()).singleElement().asString().startsWith("WorkIsTakenOver: ");
  }

  @Test
  void troubleThatDoesNotEndIsFound() {
    story.add(new Fault(Kind.BROKER_KILLED, 1, 0, 1_000, 0, null));
    story.call(Request.send("q", List.of("m"), 0), TRY_AGAIN, 15_000);
    assertThat(broken()).isEmpty();
    story.call(Request.send("q", List.of("n"), 0), TRY_AGAIN, 16_001);
    assertThat(broken()).singleElement().asString().startsWith("TroubleEnds: ");
  }

  @Test
  void aHistoryIsReadAsItWasWritten(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("history");
    List<Event> events = new ArrayList<>();
    events.add(new QueueLife("q", 10, 1, false));
    events.add(new Call("c", 0, Request.receive("q", 16, 0), NO_MESSAGE, null, 1, 2));
    events.add(new Call("c", 2, Request.send("q", List.of("a", "b"), 3), null, "refused", 1, 2));
    events.add(new Fault(Kind.BROKER_PAUSED, 3, 1, 2, 0, "x"));
    try (Journal journal = Journal.open(file)) {
      events.forEach(journal::write);
    }
    History read = Journal.read(file);
    assertThat(read.calls()).isEqualTo(events.subList(1, 3));
    assertThat(read.faults()).isEqualTo(events.subList(3, 4));
    assertThat(read.queue("q")).isEqualTo(events.get(0));
  }

  private void deletedLater(Got got) {
    story.deleted(got, 6000, 100_000, 100_001);
    story.add(new Fault(Kind.LINE_REFUSED, 1, 100_000, 100_000, 0, null));
  }

  private List<String> broken() {
    return Verdict.of(story.history()).broken();
  }
}
