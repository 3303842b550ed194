package io.cmqkafka.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptHandlesTest {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final QueuePartition PARTITION = new QueuePartition("queue-1", 3);
  private static final Lease LEASE = new Lease(17, 4, 1_700_000_000_000L);

  private final ReceiptHandles handles = new ReceiptHandles("a secret".getBytes(UTF_8));

  @Test
  void opensToTheLeaseItWasMadeFor() {
    Random random = new Random(3);
    for (int round = 0; round < 10_000; round++) {
      int partition = random.nextInt() & Integer.MAX_VALUE;
      Lease lease = new Lease(random.nextLong(), random.nextLong(), random.nextLong());
      String handle = handles.of(new QueuePartition("queue-1", partition), lease);
      assertThat(handle).matches("[a-zA-Z0-9%#:_-]{1,256}");
      assertThat(handles.isWellFormed(handle)).isTrue();
      assertThat(handles.open("queue-1", handle))
          .contains(new ReceiptHandles.Opened(partition, lease));
    }
  }

  @Test
  void everyProcessOfTheClusterMakesTheSame() {
    assertThat(new ReceiptHandles("a secret".getBytes(UTF_8)).of(PARTITION, LEASE))
        .isEqualTo(handles.of(PARTITION, LEASE));
  }

  @Test
  void ofAnotherQueueItDoesNotOpen() {
    String handle = handles.of(PARTITION, LEASE);
    assertThat(handles.open("queue-2", handle)).isEmpty();
    assertThat(handles.open("", handle)).isEmpty();
    assertThat(handles.isWellFormed(handle)).isTrue();
  }

  @Test
  void ofAnotherClusterItDoesNotOpen() {
    String handle = new ReceiptHandles("another".getBytes(UTF_8)).of(PARTITION, LEASE);
    assertThat(handles.open("queue-1", handle)).isEmpty();
  }

  @Test
  void changedAnywhereItOpensToNothingElse() {
    String handle = handles.of(PARTITION, LEASE);
    for (int at = 0; at < handle.length(); at++) {
      for (char other : ALPHABET.toCharArray()) {
        if (other != handle.charAt(at)) {
          String changed = handle.substring(0, at) + other + handle.substring(at + 1);
          Optional<ReceiptHandles.Opened> opened = handles.open("queue-1", changed);
          if (at < handle.length() - 1) {
            assertThat(opened).as("%s at %d", changed, at).isEmpty();
          } else {
            // The last character has bits to spare, which say nothing.
            assertThat(opened.map(ReceiptHandles.Opened::lease).orElse(LEASE)).isEqualTo(LEASE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "null",
        "%%%%",
        "\u4f8b\u5b50",
        "====",
      })
  void garbageIsMalformed(String garbage) {
    assertThat(handles.isWellFormed(garbage)).isFalse();
    assertThat(handles.open("queue-1", garbage)).isEqualTo(Optional.empty());
  }

  @Test
  void aHandleThatIsCutOrPaddedOrLongerIsMalformed() {
    String handle = handles.of(PARTITION, LEASE);
    for (int length = 0; length < handle.length(); length++) {
      assertThat(handles.isWellFormed(handle.substring(0, length))).isFalse();
    }
    assertThat(handles.isWellFormed(handle + "A")).isFalse();
    assertThat(handles.isWellFormed(handle.substring(1) + "=")).isFalse();
    assertThat(handles.isWellFormed(handle.substring(2) + "==")).isFalse();
    assertThat(handles.isWellFormed(handle.substring(1) + "%")).isFalse();
    assertThat(handles.isWellFormed("\n" + handle.substring(1))).isFalse();
    assertThat(handles.isWellFormed("A".repeat(1 << 20))).isFalse();
  }
}
