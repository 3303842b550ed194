package io.cmqkafka.facade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger(30_000);
  private final long start = System.nanoTime();

  @Test
  void acknowledgedAndNeverReceivedIsUnreceived() {
    int first = ledger.allot(3);
    ledger.sent(first);
    ledger.sent(first + 1);
    ledger.received(first, at(0), at(1));
    assertThat(ledger.unreceived()).isEqualTo(1);
    assertThat(ledger.undeleted()).isEqualTo(2);
  }

  @Test
  void receivingBeforeTheAcknowledgementCounts() {
    int sequence = ledger.allot(1);
    ledger.received(sequence, at(0), at(1));
    ledger.deleted(sequence);
    ledger.sent(sequence);
    assertThat(ledger.unreceived()).isZero();
    assertThat(ledger.undeleted()).isZero();
  }

  @Test
  void receivedAfterItsDeleteIsDuplicated() {
    int sequence = ledger.allot(1);
    ledger.received(sequence, at(0), at(1));
    ledger.deleted(sequence);
    ledger.received(sequence, at(100), at(101));
    assertThat(ledger.duplicated()).isEqualTo(1);
  }

  @Test
  void receivedWithinItsVisibilityIsDuplicated() {
    int sequence = ledger.allot(1);
    ledger.received(sequence, at(0), at(1));
    ledger.received(sequence, at(28), at(29));
    assertThat(ledger.duplicated()).isEqualTo(1);
    assertThat(ledger.redelivered()).isZero();
  }

  @Test
  void receivedAfterItsVisibilityIsRedelivered() {
    int sequence = ledger.allot(1);
    ledger.received(sequence, at(0), at(1));
    ledger.received(sequence, at(30), at(31));
    assertThat(ledger.duplicated()).isZero();
    assertThat(ledger.redelivered()).isEqualTo(1);
  }

  @Test
  void pagesAreApart() {
    int first = ledger.allot(200_000);
    ledger.sent(first + 199_999);
    ledger.received(first + 199_999 - 65_536, at(0), at(1));
    assertThat(ledger.unreceived()).isEqualTo(1);
    assertThat(ledger.knows(first + 199_999)).isTrue();
    assertThat(ledger.knows(first + 200_000)).isFalse();
    assertThat(ledger.knows(-1)).isFalse();
  }

  @Test
  void aFullAccountEndsTheRun() {
    ledger.allot(Ledger.MAX_MESSAGES);
    assertThatThrownBy(() -> ledger.allot(1))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("--duration");
  }

  private long at(int seconds) {
    return start + TimeUnit.SECONDS.toNanos(seconds);
  }
}
