package io.cmqkafka.facade.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.restart.History.Delete;
import io.cmqkafka.facade.restart.History.Delivery;
import io.cmqkafka.facade.restart.History.Outcome;
import io.cmqkafka.facade.restart.History.Sent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule is silent about a good history and finds the fault that is planted. */
class RuleTest {
  private static final int VISIBILITY = 10;

  private final History history = new History();

  @Test
  void aGoodHistoryBreaksNothing() {
    history.add(new Sent("m", 2, 1_000, true));
    history.add(new Sent("nobody knows", 0, 1_000, false));
    Delivery first = delivered(1, 3_500);
    history.add(new Delete(first, 13_499, 13_501, Outcome.REFUSED));
    Delivery second = delivered(2, 13_500);
    history.add(new Delete(first, 13_600, 13_610, Outcome.REFUSED));
    history.add(new Delete(second, 13_700, 13_710, Outcome.DELETED));
    history.add(new Delete(second, 13_800, 13_810, Outcome.REFUSED));
    assertThat(broken()).isEmpty();
  }

  @Test
  void aLostMessageIsFound() {
    history.add(new Sent("lost", 0, 1_000, true));
    assertThat(broken()).singleElement().asString().startsWith("P1: acknowledged");
  }

  @Test
  void aMessageThatReturnsAfterItsDeleteIsFound() {
    Delivery first = delivered(1, 1_000);
    history.add(new Delete(first, 1_100, 1_110, Outcome.DELETED));
    delivered(2, 50_000);
    assertThat(broken()).singleElement().asString().startsWith("P2: ");
  }

  @Test
  void aMessageThatReturnsWithItsCountForgottenIsFound() {
    Delivery first = delivered(2, 1_000);
    history.add(new Delete(first, 1_100, 1_110, Outcome.DELETED));
    delivered(1, 50_000);
    assertThat(broken()).anyMatch(sentence -> sentence.startsWith("P2: "));
  }

  @Test
  void aDeliveryWhileInvisibleIsFound() {
    delivered(1, 1_000);
    delivered(2, 10_999);
    assertThat(broken()).singleElement().asString().startsWith("P3: delivered while");
  }

  @Test
  void aDeliveryWhileInvisibleIsFoundByTheClientsClockToo() {
    delivered(1, 1_000);
    // The server's time says that it is late enough, the client's clock says that it is not.
    history.add(new Delivery("m", "h", 2, 11 + VISIBILITY, VISIBILITY, 5_000, 5_010));
    assertThat(broken()).singleElement().asString().startsWith("P3: delivered while");
  }

  @Test
  void oneDeliveryToTwoReceiversIsFound() {
    delivered(1, 1_000);
    delivered(1, 50_000);
    assertThat(broken()).singleElement().asString().startsWith("P3: one delivery");
  }

  @Test
  void aDeleteAfterTheEndOfVisibilityIsFound() {
    history.add(new Delete(delivered(1, 1_000), 12_000, 12_010, Outcome.DELETED));
    assertThat(broken()).singleElement().asString().startsWith("P4: deleted after");
  }

  @Test
  void aDeleteByAnOlderHandleIsFound() {
    Delivery first = delivered(1, 1_000);
    delivered(2, 11_100);
    history.add(new Delete(first, 11_500, 11_510, Outcome.DELETED));
    assertThat(broken()).anyMatch(sentence -> sentence.startsWith("P4: deleted by a handle"));
  }

  @Test
  void aSecondDeleteByTheSameHandleIsFound() {
    Delivery first = delivered(1, 1_000);
    history.add(new Delete(first, 1_100, 1_110, Outcome.DELETED));
    history.add(new Delete(first, 1_200, 1_210, Outcome.DELETED));
    assertThat(broken()).singleElement().asString().startsWith("P4: deleted twice");
  }

  @Test
  void aValidHandleThatIsRefusedIsFound() {
    history.add(new Delete(delivered(1, 1_000), 1_100, 10_999, Outcome.REFUSED));
    assertThat(broken()).singleElement().asString().startsWith("P4: refused");
  }

  @Test
  void aHandleThatMayHaveBeenUsedMayBeRefused() {
    Delivery first = delivered(1, 1_000);
    history.add(new Delete(first, 1_100, 1_110, Outcome.UNKNOWN));
    history.add(new Delete(first, 1_200, 1_210, Outcome.REFUSED));
    assertThat(broken()).isEmpty();
  }

  @Test
  void aDelayedMessageThatComesEarlyIsFound() {
    history.add(new Sent("m", 5, 1_000, true));
    delivered(1, 5_900);
    assertThat(broken()).singleElement().asString().startsWith("Delivered before");
  }

  /** A delivery decided upon and answered at this time. */
  private Delivery delivered(int count, long at) {
    long until = (at + 1_000L * VISIBILITY) / 1_000;
    Delivery delivery =
        new Delivery("m", "handle " + count, count, until, VISIBILITY, at - 1, at + 1);
    history.add(delivery);
    return delivery;
  }

  private List<String> broken() {
    return Rule.ALL.stream().flatMap(rule -> rule.broken(history).stream()).toList();
  }
}
