package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrangersTest {
  private static final int LEAST = Strangers.LEAST_BYTES;
  private final List<String> cutOff = new ArrayList<>();
  private long now;
  private final Strangers strangers = new Strangers(10L * LEAST, () -> now);

  @Test
  void whoHasBeenStillLongestOfTheHeaviestAddressMakesRoom() {
    enter("1", "1a", 4);
    enter("1", "1b", 2);
    enter("2", "2a", 4);
    assertThat(cutOff).isEmpty();
    Strangers.Guest first = enter("3", "3a", 1);
    assertThat(first).isNotNull();
    assertThat(cutOff).containsExactly("1a");
    enter("2", "2b", 3);
    assertThat(cutOff).containsExactly("1a");
    enter("3", "3b", 1);
    assertThat(cutOff).containsExactly("1a", "2a");
  }

  @Test
  void whoHoldsLessThanItsEvenShareIsSafeFromOtherAddresses() {
    Strangers.Guest ours = enter("ours", "ours", 1);
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      enter("1", "1", 1 + random.nextInt(6));
      assertThat(ours.hold(LEAST * (1L + i % 4))).isTrue();
    }
    assertThat(cutOff).doesNotContain("ours").isNotEmpty();
    assertThat(strangers.bytes()).isLessThanOrEqualTo(10L * LEAST);
  }

  @Test
  void withinAnAddressOnesThatStandStillMakeRoom() {
    for (int i = 0; i < 100; i++) {
      assertThat(enter("1", "" + i, 5)).isNotNull();
    }
    assertThat(cutOff).hasSize(98).doesNotContain("98", "99");
  }

  @Test
  void whoGetsOnStaysLongerThanWhoDoesNot() {
    Strangers.Guest first = enter("1", "first", 5);
    enter("1", "second", 5);
    first.brought(Strangers.PACE_BYTES);
    enter("1", "third", 5);
    assertThat(cutOff).containsExactly("second");
  }

  @Test
  void bodiesOfAnAddressBeginWhenThereIsRoomForThemBesideThoseOnTheirWay() {
    Strangers.Guest first = enter("1", "first", 1);
    Strangers.Guest second = enter("1", "second", 1);
    Strangers.Guest third = enter("1", "third", 1);
    assertThat(first.admit(5L * LEAST)).isEqualTo(Admission.NOW);
    assertThat(second.admit(5L * LEAST)).isEqualTo(Admission.NOW);
    assertThat(third.admit(LEAST)).isEqualTo(Admission.LATER);
    Strangers.Guest other = enter("2", "other", 1);
    assertThat(other.admit(10L * LEAST)).isEqualTo(Admission.NOW);
    first.leave();
    assertThat(third.admit(LEAST)).as("the even share of two").isEqualTo(Admission.LATER);
    other.leave();
    assertThat(third.admit(LEAST)).isEqualTo(Admission.NOW);
    assertThat(cutOff).isEmpty();
  }

  @Test
  void theYoungestThatWaitsIsFirst() {
    Strangers.Guest first = enter("1", "first", 1);
    Strangers.Guest second = enter("1", "second", 1);
    Strangers.Guest third = enter("1", "third", 1);
    first.admit(10L * LEAST);
    assertThat(second.admit(10L * LEAST)).isEqualTo(Admission.LATER);
    assertThat(third.admit(10L * LEAST)).isEqualTo(Admission.LATER);
    first.leave();
    assertThat(second.admit(10L * LEAST)).isEqualTo(Admission.LATER);
    assertThat(third.admit(10L * LEAST)).isEqualTo(Admission.NOW);
    third.leave();
    assertThat(second.admit(10L * LEAST)).isEqualTo(Admission.NOW);
  }

  @Test
  void oneThatDoesNotFitHoldsUpNoOlderOneThatDoes() {
    enter("1", "first", 1).admit(6L * LEAST);
    Strangers.Guest second = enter("1", "second", 1);
    assertThat(second.admit(5L * LEAST)).isEqualTo(Admission.LATER);
    Strangers.Guest third = enter("1", "third", 1);
    assertThat(third.admit(9L * LEAST)).isEqualTo(Admission.LATER);
    assertThat(second.admit(4L * LEAST)).isEqualTo(Admission.NOW);
  }

  @Test
  void whoHasGivenUpKeepsNoPlaceAmongThoseThatWait() {
    Strangers.Guest first = enter("1", "first", 1);
    first.admit(10L * LEAST);
    Strangers.Guest second = enter("1", "second", 1);
    Strangers.Guest third = enter("1", "third", 1);
    assertThat(second.admit(2L * LEAST)).isEqualTo(Admission.LATER);
    assertThat(third.admit(2L * LEAST)).isEqualTo(Admission.LATER);
    assertThat(third.letGo()).isTrue();
    assertThat(first.letGo()).isTrue();
    assertThat(second.admit(2L * LEAST)).isEqualTo(Admission.NOW);
  }

  @Test
  void aBodyThatDoesNotGetOnKeepsNoneOfItsAddressWaiting() {
    Strangers.Guest still = enter("1", "still", 1);
    Strangers.Guest next = enter("1", "next", 1);
    still.admit(10L * LEAST);
    now += Strangers.STILL_NANOS - 1;
    still.brought(Strangers.PACE_BYTES);
    now += Strangers.STILL_NANOS - 1;
    still.brought(Strangers.PACE_BYTES - 1);
    assertThat(next.admit(LEAST)).isEqualTo(Admission.LATER);
    now++;
    assertThat(next.admit(LEAST)).isEqualTo(Admission.NOW);
  }

  @Test
  void aBodyLargerThanTheShareBeginsAlone() {
    Strangers.Guest huge = enter("1", "huge", 1);
    assertThat(huge.admit(11L * LEAST)).isEqualTo(Admission.NOW);
    assertThat(enter("1", "next", 1).admit(1)).isEqualTo(Admission.LATER);
    huge.refused();
    assertThat(enter("1", "another", 1).admit(1)).isEqualTo(Admission.NOW);
  }

  @Test
  void noMoreWaitThanMay() {
    Strangers most = new Strangers(1L << 30, () -> now);
    Strangers.Guest first = most.enter(address("1"), () -> {});
    first.admit(1L << 30);
    List<Strangers.Guest> waiting = new ArrayList<>();
    for (int i = 0; i < Strangers.MAX_WAITING; i++) {
      Strangers.Guest guest = most.enter(address("1"), () -> {});
      waiting.add(guest);
      assertThat(guest.admit(1)).isEqualTo(Admission.LATER);
      assertThat(guest.admit(1)).isEqualTo(Admission.LATER);
    }
    Strangers.Guest last = most.enter(address("1"), () -> {});
    assertThat(last.admit(1)).isEqualTo(Admission.REFUSED);
    waiting.get(0).leave();
    assertThat(last.admit(1)).isEqualTo(Admission.LATER);
  }

  @Test
  void headersAreHeldBesideTheRest() {
    Strangers.Guest guest = strangers.enter(address("1"), () -> cutOff.add("1"));
    assertThat(guest.headersCame(100)).isTrue();
    assertThat(strangers.bytes()).isEqualTo(LEAST);
    assertThat(guest.headersCame(2 * LEAST - 100)).isTrue();
    assertThat(guest.hold(3 * LEAST)).isTrue();
    assertThat(strangers.bytes()).isEqualTo(5L * LEAST);
    assertThat(guest.hold(0)).isTrue();
    assertThat(strangers.bytes()).isEqualTo(2L * LEAST);
    guest.refused();
    assertThat(strangers.bytes()).isEqualTo(2L * LEAST);
    guest.leave();
    assertThat(strangers.bytes()).isZero();
  }

  @Test
  void aStrangerThatIsKnownArrivesNoMore() {
    Peer peer = new Peer(address("1"));
    peer.arriving(strangers.enter(peer.address(), () -> cutOff.add("1")));
    peer.known(true);
    assertThat(strangers.bytes()).isZero();
    assertThat(peer.takeArrived()).isNull();
  }

  @Test
  void whoNeedsMoreThanThereIsGetsNone() {
    Strangers.Guest greedy = enter("1", "greedy", 10);
    assertThat(greedy.hold(11L * LEAST)).isFalse();
    assertThat(greedy.hold(LEAST)).isFalse();
    greedy.leave();
    assertThat(cutOff).isEmpty();
    assertThat(strangers.bytes()).isZero();
  }

  @Test
  void whoseSignatureIsBeingCheckedIsNotCutOff() {
    Strangers.Guest checked = enter("1", "checked", 10);
    assertThat(checked.check()).isTrue();
    assertThat(strangers.enter(address("2"), () -> cutOff.add("2"))).isNull();
    checked.refused();
    assertThat(enter("2", "2", 9)).isNotNull();
    assertThat(cutOff).isEmpty();
    enter("1", "young", 1);
    assertThat(cutOff).containsExactly("2");
    checked.leave();
  }

  @Test
  void whoWasCutOffHoldsNothingAndLearnsOfIt() {
    Strangers.Guest old = enter("1", "old", 10);
    enter("1", "young", 10);
    assertThat(cutOff).containsExactly("old");
    assertThat(old.check()).isFalse();
    old.refused();
    old.leave();
    assertThat(strangers.bytes()).isEqualTo(10L * LEAST);
  }

  @Test
  void nothingIsKeptOfThoseThatHaveGone() {
    for (int i = 0; i < 1_000; i++) {
      Strangers.Guest guest = enter("10.0.0." + i % 256, "" + i, 3);
      guest.leave();
      guest.leave();
    }
    assertThat(strangers.bytes()).isZero();
    assertThat(cutOff).isEmpty();
  }

  private Strangers.Guest enter(String address, String name, long least) {
    Strangers.Guest guest = strangers.enter(address(address), () -> cutOff.add(name));
    return guest != null && guest.hold(least * LEAST) ? guest : null;
  }

  private static ClientAddress address(String name) {
    String host = name.contains(".") ? name : "10.1.0." + Math.floorMod(name.hashCode(), 256);
    return ClientAddress.of(new InetSocketAddress(host, 1));
  }
}
