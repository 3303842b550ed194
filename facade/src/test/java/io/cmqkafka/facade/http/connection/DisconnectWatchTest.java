package io.cmqkafka.facade.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

class DisconnectWatchTest {
  private final ByteArrayEndPoint endPoint =
      new ByteArrayEndPoint() {
        /** As a socket's, which asks its selector, and that says nothing about a closed one. */
        @Override
        protected void needsFillInterest() {}
      };

  private final AtomicInteger gone = new AtomicInteger();

  @Test
  void aConnectionThatWasClosedBeforeIsToldOf() {
    endPoint.close();
    start();
    assertThat(gone).hasValue(1);
  }

  @Test
  void aConnectionThatIsClosedLaterIsToldOfOnce() {
    start();
    assertThat(gone).hasValue(0);
    endPoint.close();
    assertThat(gone).hasValue(1);
  }

  @Test
  void aCancelledWatchTellsNothing() {
    AtomicInteger next = new AtomicInteger();
    start().cancel(next::incrementAndGet);
    endPoint.close();
    assertThat(next).hasValue(1);
    assertThat(gone).hasValue(0);
  }

  @Test
  void aConnectionThatCannotBeReadIsToldOf() {
    DisconnectWatch.start(
        endPoint,
        () -> {
          throw new IllegalStateException("the peek's own");
        },
        gone::incrementAndGet);
    endPoint.getFillInterest().fillable();
    assertThat(gone).hasValue(1);
  }

  @Test
  void anAnswerDuringALookFollowsItAlsoWhenThatFails() {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<DisconnectWatch> watch = new AtomicReference<>();
    watch.set(
        DisconnectWatch.start(
            endPoint,
            () -> {
              watch.get().cancel(next::incrementAndGet);
              throw new IllegalStateException("the peek's own");
            },
            gone::incrementAndGet));
    endPoint.getFillInterest().fillable();
    assertThat(next).hasValue(1);
    assertThat(gone).hasValue(0);
  }

  private DisconnectWatch start() {
    return DisconnectWatch.start(endPoint, () -> 0, gone::incrementAndGet);
  }
}
