package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.api.Answer;
import io.cmqkafka.facade.api.CmqError;
import io.cmqkafka.facade.api.JsonText;
import io.cmqkafka.facade.api.JsonWriter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ExchangeTest {
  private final Peer peer = new Peer(new ClientAddress(null));
  private final List<String> answers = new ArrayList<>();
  private final List<String> cancelled = new ArrayList<>();
  private final List<Runnable> watches = new ArrayList<>();
  private final AtomicInteger aborts = new AtomicInteger();
  private final AtomicInteger unwatches = new AtomicInteger();
  private boolean watchFails;
  private boolean sendingWorks = true;
  private Error sendingFails;
  private Error unwatchFails;
  private final List<Boolean> ended = new ArrayList<>();
  private final Pending pending = new Pending(10, new ByteBudget(1_000));
  private final Exchange exchange = exchange();

  @Test
  void aWaitThatParksWhileTheServerClosesIsEndedAtOnce() {
    pending.close();
    // Those that wait are told before this one has come so far.
    assertThat(pending.waiting()).isEmpty();
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
    assertThat(pending.waiting()).containsExactly(exchange);
    exchange.shutDown();
    assertNoMessageOnce();
  }

  @Test
  void onlyWaitsThatLastAreWatched() {
    parkReceive();
    pending.watchThoseBefore(exchange.waitingSince());
    assertThat(watches).isEmpty();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    watches.get(0).run();
    assertThat(cancelled).containsExactly("receive");
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anAnswerEndsTheWatchFirstAndAClientThatGoesLaterChangesNothing() {
    parkReceive();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    pending.close();
    exchange.answer(CmqError.NO_MESSAGE);
    assertThat(unwatches).hasValue(1);
    assertThat(answers).hasSize(1);
    watches.get(0).run();
    assertThat(answers).hasSize(1);
    assertThat(cancelled).isEmpty();
    assertThat(aborts).hasValue(0);
    assertOver();
  }

  @Test
  void aWatchThatFailsHoldsUpNoOther() {
    parkReceive();
    watchFails = true;
    assertThatThrownBy(() -> pending.watchThoseBefore(exchange.waitingSince() + 1))
        .isInstanceOf(AssertionError.class);
    watchFails = false;
    Exchange other = exchange();
    other.onDisconnect(() -> cancelled.add("other"));
    other.park();
    pending.watchThoseBefore(other.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    assertThat(pending.allAreWatched()).isTrue();
  }

  @Test
  void aWaitThatIsOverIsNotWatchedAnyMore() {
    pending.close();
    exchange.park();
    exchange.onDisconnect(() -> cancelled.add("receive"));
    assertNoMessageOnce();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    assertThat(watches).isEmpty();
  }

  @Test
  void aRequestThatNobodyWaitsWithIsNotWatched() {
    exchange.park();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    assertThat(watches).isEmpty();
    assertThat(pending.waiting()).isEmpty();
  }

  @Test
  void anAnswerIsToldThatItWasSent() throws IOException {
    pending.close();
    exchange.answer(told());
    assertThat(ended).containsExactly(true);
    assertOver();
  }

  @Test
  void anAnswerThatCouldNotBeWrittenIsToldSo() throws IOException {
    pending.close();
    sendingWorks = false;
    exchange.answer(told());
    assertThat(ended).containsExactly(false);
    assertOver();
  }

  @Test
  void anAnswerWhoseClientWasFoundGoneIsToldSo() throws IOException {
    parkReceive();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    watches.get(0).run();
    exchange.answer(told());
    assertThat(answers).isEmpty();
    assertThat(ended).containsExactly(false);
    assertOver();
  }

  @Test
  void anErrorWhileAnAnswerIsSentEndsThisRequestAlone() throws IOException {
    sendingFails = new OutOfMemoryError("not really");
    exchange.answer(told());
    assertThat(ended).containsExactly(false);
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anErrorBeforeAnAnswerIsSentEndsTheRequestAndTellsTheAnswerOnce() throws IOException {
    parkReceive();
    pending.watchThoseBefore(exchange.waitingSince() + 1);
    unwatchFails = new OutOfMemoryError("not really");
    exchange.answer(told());
    assertThat(ended).containsExactly(false);
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anAnswerThatCannotBeToldItsEndKeepsNoPlace() throws IOException {
    pending.close();
    exchange.answer(
        new Answer() {
          @Override
          public void writeFields(JsonWriter json) {}

          @Override
          public void ended(boolean sent) {
            ended.add(sent);
            throw new OutOfMemoryError("not really");
          }
        });
    assertThat(ended).containsExactly(true);
    assertOver();
  }

  @Test
  void aWaitWhoseActionFailsIsAnsweredNeverthelessWhenTheServerCloses() {
    exchange.onDisconnect(
        () -> {
          throw new OutOfMemoryError("not really");
        });
    exchange.park();
    pending.close();
    exchange.shutDown();
    assertThat(answers).hasSize(1);
    assertOver();
  }

  @Test
  void aRequestThatFindsNoRoomSaysNothingAboutWhoSentIt() {
    peer.known(true);
    pending.close();
    exchange.answer(CmqError.THROTTLED);
    assertThat(peer.isKnown()).isTrue();
    assertOver();
  }

  @Test
  void whoSendsNoGoodSignatureIsAStrangerAgain() {
    peer.known(true);
    pending.close();
    assertThat(exchange.read()).isTrue();
    exchange.answer(CmqError.AUTHENTICATION_FAILED);
    assertThat(peer.isKnown()).isFalse();
  }

  @Test
  void aRequestThatWasTooLargeToBeReadSaysNothingAboutWhoSentIt() {
    peer.known(true);
    exchange.answerAndClose(CmqError.CANNOT_PARSE, "too large");
    assertThat(peer.isKnown()).isTrue();
    assertOver();
  }

  @Test
  void aRequestThatTheServerFailedAtSaysNothingAboutWhoSentIt() {
    peer.known(true);
    pending.close();
    assertThat(exchange.read()).isTrue();
    exchange.answer(CmqError.INTERNAL);
    assertThat(peer.isKnown()).isTrue();
  }

  private Answer told() {
    return new Answer() {
      @Override
      public void writeFields(JsonWriter json) {}

      @Override
      public void ended(boolean sent) {
        ended.add(sent);
      }
    };
  }

  private void assertNoMessageOnce() {
    assertThat(cancelled).containsExactly("receive");
    assertThat(answers).hasSize(1);
    assertThat(aborts).hasValue(0);
    assertThat(answers.get(0)).contains("\"code\":" + CmqError.NO_MESSAGE.code());
    assertOver();
  }

  private void assertOver() {
    assertThat(pending.waiting()).isEmpty();
    assertThat(pending.count()).isZero();
  }

  private void parkReceive() {
    exchange.onDisconnect(() -> cancelled.add("receive"));
    exchange.park();
  }

  private Exchange exchange() {
    pending.enter();
    return new Exchange(
        new AnswersAtOnce(),
        pending,
        null,
        new RequestTimers(new SimpleMeterRegistry()).unknown(),
        "1");
  }

  private final class AnswersAtOnce implements Line {
    @Override
    public Peer peer() {
      return peer;
    }

    @Override
    public void cutOff() {}

    @Override
    public Executor executor() {
      return Runnable::run;
    }

    @Override
    public void watch(Runnable gone) {
      if (watchFails) {
        throw new AssertionError("a watch's own");
      }
      watches.add(gone);
    }

    @Override
    public void unwatch(Runnable next) {
      unwatches.incrementAndGet();
      if (unwatchFails != null) {
        throw unwatchFails;
      }
      next.run();
    }

    @Override
    public void answer(JsonText json, boolean close, Consumer<Boolean> ended) {
      if (sendingFails != null) {
        throw sendingFails;
      }
      assertThat(close).as("the server closes").isTrue();
      answers.add(StandardCharsets.UTF_8.decode(json.whole()).toString());
      ended.accept(sendingWorks);
    }

    @Override
    public void abort() {
      aborts.incrementAndGet();
    }
  }
}
