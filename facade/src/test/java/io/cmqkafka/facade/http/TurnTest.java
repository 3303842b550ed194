package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final long READ = 100;
  private static final long WRITE = 50;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

  @Test
  void bytesDoNotProlongARequest() {
    Turn turn = turn(false);
    pass(1_000);
    assertThat(turn.late()).isNull();
    turn.bytesCame(1);
    pass(60);
    turn.bytesCame(1);
    pass(40);
    assertThat(turn.late()).isNull();
    pass(1);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void aRequestThatDoesNotGetOnIsLate() {
    long second = TimeUnit.SECONDS.toNanos(1);
    Turn turn = new Turn(false, 600 * second, WRITE, nanos::get);
    turn.bytesCame(4 << 20);
    assertThat(turn.late()).isNull();
    for (int i = 0; i < 5; i++) {
      turn.bytesCame(Turn.LEAST_BYTES);
      pass(10 * second);
      assertThat(turn.late()).isNull();
    }
    turn.bytesCame(Turn.LEAST_BYTES - 1);
    pass(10 * second - 1);
    assertThat(turn.late()).isNull();
    pass(1);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void whoWaitsBetweenRequestsOrForAnAnswerNeedNotGetOn() {
    long second = TimeUnit.SECONDS.toNanos(1);
    Turn turn = new Turn(false, 600 * second, WRITE, nanos::get);
    turn.bytesCame(1);
    assertThat(turn.late()).isNull();
    turn.requestRead();
    pass(20 * second);
    assertThat(turn.late()).isNull();
    turn.answering();
    turn.answered();
    pass(20 * second);
    assertThat(turn.late()).isNull();
    turn.bytesCame(1);
    pass(9 * second);
    assertThat(turn.late()).isNull();
  }

  @Test
  void aRequestThatCameWithTheOneBeforeBeginsWithItsHeaders() {
    Turn turn = turn(false);
    turn.bytesCame(100);
    turn.requestRead();
    turn.answering();
    turn.answered();
    assertThat(turn.requestBegun()).isTrue();
    assertThat(turn.bytesCame(1)).isFalse();
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void theServerMayTakeItsTime() {
    Turn turn = turn(false);
    turn.bytesCame(1);
    turn.requestRead();
    pass(1_000_000);
    turn.bytesCame(1);
    pass(1_000_000);
    assertThat(turn.late()).isNull();
  }

  @Test
  void anAnswerHasATimeOfItsOwnAndTheNextRequestAgain() {
    Turn turn = turn(false);
    turn.bytesCame(1);
    turn.requestRead();
    pass(1_000);
    turn.answering();
    pass(50);
    assertThat(turn.late()).isNull();
    pass(1);
    assertThat(turn.late()).isEqualTo(Turn.Part.ANSWER);
    turn.answered();
    pass(1_000);
    assertThat(turn.late()).isNull();
    turn.bytesCame(1);
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void aHandshakeIsTimedFromTheBeginning() {
    Turn turn = turn(true);
    turn.bytesCame(1);
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.HANDSHAKE);
    turn.handshaken();
    assertThat(turn.late()).isNull();
    turn.bytesCame(1);
    turn.handshaken();
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  private Turn turn(boolean handshake) {
    return new Turn(handshake, READ, WRITE, nanos::get);
  }

  private void pass(long time) {
    nanos.addAndGet(time);
  }
}
