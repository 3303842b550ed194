package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CopiesTest {
  private final Ledger ledger = new Ledger(30_000);
  private final NumberedBodies bodies = new NumberedBodies(NumberedBodies.MIN_SIZE);
  private final Copies copies = new Copies(ledger, bodies, 3);

  @Test
  void everySubscriberIsOwedACopyOfEveryMessage() {
    int first = copies.allot(2);
    copies.published(first, 2);
    assertThat(ledger.unreceived()).isEqualTo(6);

    for (int subscriber = 0; subscriber < 3; subscriber++) {
      received(first, subscriber);
      received(first + 1, subscriber);
    }
    assertThat(ledger.unreceived()).isZero();
    assertThat(ledger.duplicated()).isZero();
  }

  @Test
  void twoCopiesForOneSubscriberAreNoneForAnother() {
    int first = copies.allot(1);
    copies.published(first, 1);

    received(first, 0);
    received(first, 0);

    assertThat(ledger.unreceived()).isEqualTo(2);
    assertThat(ledger.duplicated()).isEqualTo(1);
  }

  @Test
  void messagesFollowEachOther() {
    assertThat(copies.allot(16)).isZero();
    assertThat(copies.allot(1)).isEqualTo(16);
    assertThat(copies.of(2).applyAsInt(body(16))).isEqualTo(50);
    assertThat(ledger.knows(50)).isTrue();
    assertThat(ledger.knows(51)).isFalse();
  }

  @Test
  void whatWasNeverPublishedHasNoEntry() {
    assertThat(copies.of(0).applyAsInt("precious")).isEqualTo(-1);
    assertThat(copies.of(0).applyAsInt(body(Integer.MAX_VALUE))).isEqualTo(-1);
  }

  @Test
  void aFullAccountEndsTheRun() {
    copies.allot(Ledger.MAX_MESSAGES / 3);
    assertThatThrownBy(() -> copies.allot(1)).isInstanceOf(BenchException.class);
  }

  private void received(int message, int subscriber) {
    long now = System.nanoTime();
    ledger.received(copies.of(subscriber).applyAsInt(body(message)), now, now);
  }

  private String body(int message) {
    return bodies.of(message);
  }
}
