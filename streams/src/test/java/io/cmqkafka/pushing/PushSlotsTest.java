package io.cmqkafka.pushing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushSlotsTest {
  private static final long LARGEST = 10;

  private final List<String> went = new ArrayList<>();
  private final List<PushSlots.Slot> slots = new ArrayList<>();

  @Test
  void whatThereIsRoomForGoesAtOnce_theRestWhenOthersEnd() {
    PushSlots all = new PushSlots(2, 2, 1_000, LARGEST);
    ask(all, "a", "s1", 3);
    assertThat(went).hasSize(2);
    slots.get(0).free();
    assertThat(went).hasSize(3);
    assertThat(all.underWay()).isEqualTo(2);
  }

  @Test
  void oneEndpointLeavesRoomForOthers() {
    PushSlots all = new PushSlots(10, 3, 1_000, LARGEST);
    ask(all, "slow", "s1", 100);
    ask(all, "slow", "s2", 100);
    assertThat(went).hasSize(3);
    ask(all, "quick", "s3", 2);
    assertThat(went).hasSize(5).endsWith("quick s3", "quick s3");
    slots.get(0).free();
    assertThat(went).hasSize(6);
  }

  @Test
  void endpointsTakeTurns_andSoDoTheSubscriptionsOfOne() {
    PushSlots all = new PushSlots(1, 1, 1_000, LARGEST);
    ask(all, "a", "s1", 3);
    ask(all, "a", "s2", 3);
    ask(all, "b", "s3", 3);
    for (int i = 0; i < 9; i++) {
      slots.get(i).free();
    }
    assertThat(went)
        .containsExactly("a s1", "b s3", "a s1", "b s3", "a s2", "b s3", "a s1", "a s2", "a s2");
    assertThat(all.underWay()).isZero();
  }

  @Test
  void bytesAreBoundedByWhatIsReallyNeeded() {
    PushSlots all = new PushSlots(100, 100, 25, LARGEST);
    ask(all, "a", "s1", 5);
    assertThat(went).hasSize(2);
    slots.get(0).weigh(1);
    assertThat(went).hasSize(3);
    slots.get(1).weigh(10);
    assertThat(went).hasSize(3);
    slots.get(1).weigh(1);
    assertThat(went).hasSize(4);
    slots.get(2).free();
    assertThat(went).hasSize(5);
  }

  @Test
  void oneMayAlwaysGo() {
    PushSlots all = new PushSlots(100, 100, 1, LARGEST);
    ask(all, "a", "s1", 2);
    assertThat(went).hasSize(1);
    slots.get(0).weigh(50);
    assertThat(went).hasSize(1);
    slots.get(0).free();
    assertThat(went).hasSize(2);
  }

  private void ask(PushSlots all, String endpoint, String owner, int times) {
    for (int i = 0; i < times; i++) {
      all.ask(
          endpoint,
          owner,
          slot -> {
            went.add(endpoint + " " + owner);
            slots.add(slot);
          });
    }
  }
}
