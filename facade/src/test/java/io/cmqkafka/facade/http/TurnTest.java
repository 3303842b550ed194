package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

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
    turn.bytesCame();
    pass(60);
    turn.bytesCame();
    pass(40);
    assertThat(turn.late()).isNull();
    pass(1);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void theServerMayTakeItsTime() {
    Turn turn = turn(false);
    turn.bytesCame();
    turn.requestRead();
    pass(1_000_000);
    turn.bytesCame();
    pass(1_000_000);
    assertThat(turn.late()).isNull();
  }

  @Test
  void anAnswerHasATimeOfItsOwnAndTheNextRequestAgain() {
    Turn turn = turn(false);
    turn.bytesCame();
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
    turn.bytesCame();
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.REQUEST);
  }

  @Test
  void aHandshakeIsTimedFromTheBeginning() {
    Turn turn = turn(true);
    turn.bytesCame();
    pass(101);
    assertThat(turn.late()).isEqualTo(Turn.Part.HANDSHAKE);
    turn.handshaken();
    assertThat(turn.late()).isNull();
    turn.bytesCame();
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
