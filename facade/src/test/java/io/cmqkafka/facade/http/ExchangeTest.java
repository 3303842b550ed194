package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.api.CmqError;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private final List<String> answers = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final Pending pending = new Pending(10, 1_000);
  private final Exchange exchange = exchange();

  @Test
  void aWaitThatParksWhileTheServerClosesIsEndedAtOnce() {
    pending.close();
    // Those that wait are told before this one has come so far.
    assertThat(pending.watched()).isEmpty();
    exchange.onDisconnect(() -> cancelled.add("receive"));
    exchange.park();
    assertNoMessageOnce();
    assertThat(pending.drained()).isCompleted();
  }

  @Test
  void aWaitThatIsWatchedOnlyAfterItParkedIsEndedToo() {
    exchange.park();
    pending.close();
    exchange.onDisconnect(() -> cancelled.add("receive"));
    assertNoMessageOnce();
  }

  @Test
  void aWaitThatParkedBeforeIsLeftToWhoeverClosesTheServer() {
    exchange.onDisconnect(() -> cancelled.add("receive"));
    exchange.park();
    pending.close();
    assertThat(answers).isEmpty();
    assertThat(pending.watched()).containsExactly(exchange);
    exchange.shutDown();
    assertNoMessageOnce();
  }

  private void assertNoMessageOnce() {
    assertThat(cancelled).containsExactly("receive");
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0)).contains("\"code\":" + CmqError.NO_MESSAGE.code());
    assertThat(pending.watched()).isEmpty();
    assertThat(pending.count()).isZero();
  }

  private Exchange exchange() {
    pending.enter();
    return new Exchange(
        new AnswersAtOnce(), pending, new RequestTimers(new SimpleMeterRegistry()).unknown(), "1");
  }

  private final class AnswersAtOnce implements Line {
    @Override
    public Executor executor() {
      return Runnable::run;
    }

    @Override
    public void watch(Runnable gone) {}

    @Override
    public void unwatch(Runnable next) {
      next.run();
    }

    @Override
    public void answer(ByteBuffer json, boolean close, Runnable sent) {
      assertThat(close).as("the server closes").isTrue();
      answers.add(StandardCharsets.UTF_8.decode(json).toString());
      sent.run();
    }

    @Override
    public void abort() {
      throw new AssertionError("the client is there");
    }
  }
}
