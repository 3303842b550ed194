package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionDeadlineTest {
  private static final long READ = 100;
  private static final long WRITE = 50;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

  @Test
  void bytesDoNotProlongARequest() {
    ConnectionDeadline deadline = deadline(false);
    pass(1_000);
    assertThat(deadline.late()).isNull();
    deadline.bytesCame(1);
    pass(60);
    deadline.bytesCame(1);
    pass(40);
    assertThat(deadline.late()).isNull();
    pass(1);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.REQUEST);
  }

  @Test
  void aRequestThatDoesNotGetOnIsLate() {
    long second = TimeUnit.SECONDS.toNanos(1);
    ConnectionDeadline deadline = new ConnectionDeadline(false, 600 * second, WRITE, nanos::get);
    deadline.bytesCame(4 << 20);
    assertThat(deadline.late()).isNull();
    for (int i = 0; i < 5; i++) {
      deadline.bytesCame(ConnectionDeadline.LEAST_BYTES);
      pass(10 * second);
      assertThat(deadline.late()).isNull();
    }
    deadline.bytesCame(ConnectionDeadline.LEAST_BYTES - 1);
    pass(10 * second - 1);
    assertThat(deadline.late()).isNull();
    pass(1);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.REQUEST);
  }

  @Test
  void whoWaitsBetweenRequestsOrForAnAnswerNeedNotGetOn() {
    long second = TimeUnit.SECONDS.toNanos(1);
    ConnectionDeadline deadline = new ConnectionDeadline(false, 600 * second, WRITE, nanos::get);
    deadline.bytesCame(1);
    assertThat(deadline.late()).isNull();
    deadline.requestRead();
    pass(20 * second);
    assertThat(deadline.late()).isNull();
    deadline.answering();
    deadline.answered();
    pass(20 * second);
    assertThat(deadline.late()).isNull();
    deadline.bytesCame(1);
    pass(9 * second);
    assertThat(deadline.late()).isNull();
  }

  @Test
  void aRequestThatCameWithTheOneBeforeBeginsWithItsHeaders() {
    ConnectionDeadline deadline = deadline(false);
    deadline.bytesCame(100);
    deadline.requestRead();
    deadline.answering();
    deadline.answered();
    assertThat(deadline.requestBegun()).isTrue();
    assertThat(deadline.bytesCame(1)).isFalse();
    pass(101);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.REQUEST);
  }

  @Test
  void theServerMayTakeItsTime() {
    ConnectionDeadline deadline = deadline(false);
    deadline.bytesCame(1);
    deadline.requestRead();
    pass(1_000_000);
    deadline.bytesCame(1);
    pass(1_000_000);
    assertThat(deadline.late()).isNull();
  }

  @Test
  void anAnswerHasATimeOfItsOwnAndTheNextRequestAgain() {
    ConnectionDeadline deadline = deadline(false);
    deadline.bytesCame(1);
    deadline.requestRead();
    pass(1_000);
    deadline.answering();
    pass(50);
    assertThat(deadline.late()).isNull();
    pass(1);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.ANSWER);
    deadline.answered();
    pass(1_000);
    assertThat(deadline.late()).isNull();
    deadline.bytesCame(1);
    pass(101);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.REQUEST);
  }

  @Test
  void aHandshakeIsTimedFromTheBeginning() {
    ConnectionDeadline deadline = deadline(true);
    deadline.bytesCame(1);
    pass(101);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.HANDSHAKE);
    deadline.handshaken();
    assertThat(deadline.late()).isNull();
    deadline.bytesCame(1);
    deadline.handshaken();
    pass(101);
    assertThat(deadline.late()).isEqualTo(ConnectionDeadline.Part.REQUEST);
  }

  private ConnectionDeadline deadline(boolean handshake) {
    return new ConnectionDeadline(handshake, READ, WRITE, nanos::get);
  }

  private void pass(long time) {
    nanos.addAndGet(time);
  }
}
