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
      assertThat(ours.hold(LEAST * (1L + i % 4))).isEqualTo(Room.HELD);
    }
    assertThat(cutOff).doesNotContain("ours").isNotEmpty();
    assertThat(strangers.bytes()).isLessThanOrEqualTo(10L * LEAST);
  }

  @Test
  void withinAnAddressOnesThatStandStillMakeRoom() {
    for (int i = 0; i < 100; i++) {
      assertThat(enter("1", "" + i, 5)).isNotNull();
      now += Strangers.STILL_NANOS;
    }
    assertThat(cutOff).hasSize(98).doesNotContain("98", "99");
  }

  @Test
  void withinAnAddressOnesThatGetOnDoNotCutEachOtherOff() {
    List<Strangers.Guest> uploads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      uploads.add(enter("1", "" + i, 1));
    }
    List<Strangers.Guest> over = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (Strangers.Guest upload : uploads) {
        now += Strangers.STILL_NANOS / 10;
        if (!over.contains(upload) && upload.hold(3L * LEAST) == Room.HELD) {
          over.add(upload);
        }
      }
      over.forEach(Strangers.Guest::leave);
    }
    assertThat(over).hasSize(6);
    assertThat(cutOff).isEmpty();
  }

  @Test
  void whoHasToComeAgainHoldsWhatItHeld() {
    enter("1", "other", 8);
    Strangers.Guest guest = enter("1", "guest", 2);
    assertThat(guest.hold(3L * LEAST)).isEqualTo(Room.LATER);
    assertThat(strangers.bytes()).isEqualTo(10L * LEAST);
    now += Strangers.STILL_NANOS;
    assertThat(guest.hold(3L * LEAST)).isEqualTo(Room.HELD);
    assertThat(cutOff).containsExactly("other");
    assertThat(strangers.bytes()).isEqualTo(3L * LEAST);
  }

  @Test
  void headersAreHeldBesideTheRest() {
    Strangers.Guest guest = strangers.enter(address("1"), () -> cutOff.add("1"));
    assertThat(guest.headersCame(100)).isTrue();
    assertThat(strangers.bytes()).isEqualTo(LEAST);
    assertThat(guest.headersCame(2 * LEAST - 100)).isTrue();
    assertThat(guest.hold(3 * LEAST)).isEqualTo(Room.HELD);
    assertThat(strangers.bytes()).isEqualTo(5L * LEAST);
    assertThat(guest.hold(0)).isEqualTo(Room.HELD);
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
    assertThat(greedy.hold(11L * LEAST)).isEqualTo(Room.NONE);
    assertThat(greedy.hold(LEAST)).isEqualTo(Room.NONE);
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
    return guest != null && guest.hold(least * LEAST) == Room.HELD ? guest : null;
  }

  private static ClientAddress address(String name) {
    String host = name.contains(".") ? name : "10.1.0." + Math.floorMod(name.hashCode(), 256);
    return ClientAddress.of(new InetSocketAddress(host, 1));
  }
}
