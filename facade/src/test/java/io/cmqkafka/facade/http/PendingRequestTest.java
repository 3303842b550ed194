package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.SignedRequest;
import io.cmqkafka.facade.console.ConsoleAnswer;
import io.cmqkafka.facade.http.connection.ClientAddress;
import io.cmqkafka.facade.http.connection.Peer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PendingRequestTest {
  private static final ConsoleAnswer FILE =
      new ConsoleAnswer(200, Map.of(), "a file".getBytes(StandardCharsets.UTF_8));

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
  private final PendingRequests pending =
      new PendingRequests(
          Set.of(), 10, new ByteBudget(1_000), 1 << 20, Duration.ZERO, new SimpleMeterRegistry());
  private final CompletableFuture<Answer> action = new CompletableFuture<>();
  private PendingRequest request;

  @BeforeEach
  void enter() {
    peer.known(true);
    request = request();
  }

  @Test
  void aWaitThatParksWhileTheServerClosesIsEndedAtOnce() {
    pending.close();
    // Those that wait are told before this one has come so far.
    assertThat(pending.waiting()).isEmpty();
    request.onDisconnect(() -> cancelled.add("receive"));
    begin(request);
    assertNoMessageOnce();
    assertThat(pending.drained()).isCompleted();
  }

  @Test
  void aWaitThatIsWatchedOnlyAfterItParkedIsEndedToo() {
    begin(request);
    pending.close();
    request.onDisconnect(() -> cancelled.add("receive"));
    assertNoMessageOnce();
  }

  @Test
  void aWaitThatParkedBeforeIsLeftToWhoeverClosesTheServer() {
    request.onDisconnect(() -> cancelled.add("receive"));
    begin(request);
    pending.close();
    assertThat(answers).isEmpty();
    assertThat(pending.waiting()).containsExactly(request);
    request.shutDown();
    assertNoMessageOnce();
  }

  @Test
  void onlyWaitsThatLastAreWatched() {
    parkReceive();
    pending.watchThoseBefore(request.waitingSince());
    assertThat(watches).isEmpty();
    pending.watchThoseBefore(request.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    pending.watchThoseBefore(request.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    watches.get(0).run();
    assertThat(cancelled).containsExactly("receive");
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anAnswerEndsTheWatchFirstAndAClientThatGoesLaterChangesNothing() {
    parkReceive();
    pending.watchThoseBefore(request.waitingSince() + 1);
    pending.close();
    action.complete(Answer.of(CmqError.NO_MESSAGE));
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
    assertThatThrownBy(() -> pending.watchThoseBefore(request.waitingSince() + 1))
        .isInstanceOf(AssertionError.class);
    watchFails = false;
    PendingRequest other = request();
    other.onDisconnect(() -> cancelled.add("other"));
    begin(other);
    pending.watchThoseBefore(other.waitingSince() + 1);
    assertThat(watches).hasSize(1);
    assertThat(pending.allAreWatched()).isTrue();
  }

  @Test
  void aWaitThatIsOverIsNotWatchedAnyMore() {
    pending.close();
    begin(request);
    request.onDisconnect(() -> cancelled.add("receive"));
    assertNoMessageOnce();
    pending.watchThoseBefore(request.waitingSince() + 1);
    assertThat(watches).isEmpty();
  }

  @Test
  void aRequestThatNobodyWaitsWithIsNotWatched() {
    begin(request);
    pending.watchThoseBefore(request.waitingSince() + 1);
    assertThat(watches).isEmpty();
    assertThat(pending.waiting()).isEmpty();
  }

  @Test
  void anAnswerIsToldThatItWasSent() {
    pending.close();
    action.complete(told());
    begin(request);
    assertThat(ended).containsExactly(true);
    assertOver();
  }

  @Test
  void anAnswerThatCouldNotBeWrittenIsToldSo() {
    pending.close();
    sendingWorks = false;
    action.complete(told());
    begin(request);
    assertThat(ended).containsExactly(false);
    assertOver();
  }

  @Test
  void anAnswerWhoseClientWasFoundGoneIsToldSo() {
    parkReceive();
    pending.watchThoseBefore(request.waitingSince() + 1);
    watches.get(0).run();
    action.complete(told());
    assertThat(answers).isEmpty();
    assertThat(ended).containsExactly(false);
    assertOver();
  }

  @Test
  void anErrorWhileAnAnswerIsSentEndsThisRequestAlone() {
    sendingFails = new OutOfMemoryError("not really");
    action.complete(told());
    begin(request);
    assertThat(ended).containsExactly(false);
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anErrorBeforeAnAnswerIsSentEndsTheRequestAndTellsTheAnswerOnce() {
    parkReceive();
    pending.watchThoseBefore(request.waitingSince() + 1);
    unwatchFails = new OutOfMemoryError("not really");
    action.complete(told());
    assertThat(ended).containsExactly(false);
    assertThat(aborts).hasValue(1);
    assertOver();
  }

  @Test
  void anAnswerThatCannotBeToldItsEndKeepsNoPlace() {
    pending.close();
    action.complete(
        new Answer() {
          @Override
          public void writeFields(JsonWriter json) {}

          @Override
          public void ended(boolean sent) {
            ended.add(sent);
            throw new OutOfMemoryError("not really");
          }
        });
    begin(request);
    assertThat(ended).containsExactly(true);
    assertOver();
  }

  @Test
  void aWaitWhoseActionFailsIsAnsweredNeverthelessWhenTheServerCloses() {
    request.onDisconnect(
        () -> {
          throw new OutOfMemoryError("not really");
        });
    begin(request);
    pending.close();
    request.shutDown();
    assertThat(answers).hasSize(1);
    assertOver();
  }

  @Test
  void aRequestThatFindsNoRoomSaysNothingAboutWhoSentIt() {
    pending.close();
    refuse(CmqError.THROTTLED, false);
    assertThat(peer.isKnown()).isTrue();
    assertOver();
  }

  @Test
  void whoSendsNoGoodSignatureIsAStrangerAgain() {
    pending.close();
    fail(new CmqException(CmqError.AUTHENTICATION_FAILED));
    assertThat(peer.isKnown()).isFalse();
  }

  @Test
  void aRequestThatWasTooLargeToBeReadSaysNothingAboutWhoSentIt() {
    refuse(CmqError.CANNOT_PARSE, true);
    assertThat(peer.isKnown()).isTrue();
    assertOver();
  }

  @Test
  void aRequestThatTheServerFailedAtSaysNothingAboutWhoSentIt() {
    pending.close();
    fail(new IllegalStateException("broken"));
    assertThat(peer.isKnown()).isTrue();
  }

  @Test
  void aFileOfTheConsoleSaysNothingAboutWhoAskedForIt() {
    assertThat(request.read(new SignedRequest("GET", "h", "/console/", new byte[0]))).isTrue();
    assertThat(request.answer(FILE)).isCompletedWithValue(true);
    request.over();
    assertThat(answers).containsExactly("a file");
    assertThat(peer.isKnown()).isTrue();
    assertOver();
  }

  @Test
  void aFileOfTheConsoleThatCannotBeSentEndsThisRequestAlone() {
    sendingFails = new OutOfMemoryError("not really");
    assertThat(request.answer(FILE)).isCompletedWithValue(false);
    request.over();
    assertThat(aborts).hasValue(1);
    assertOver();
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
    request.onDisconnect(() -> cancelled.add("receive"));
    begin(request);
  }

  /** As a route does. */
  private void begin(PendingRequest request) {
    request
        .answer(action)
        .exceptionallyCompose(request::answer)
        .whenComplete((sent, failure) -> request.over());
  }

  private void fail(Exception failure) {
    assertThat(request.read(new SignedRequest("POST", "h", "/", new byte[0]))).isTrue();
    action.completeExceptionally(failure);
    begin(request);
  }

  private void refuse(CmqError error, boolean close) {
    request.refuse(error, "why", close, sent -> request.over());
  }

  private PendingRequest request() {
    return pending.enter(new AnswersAtOnce());
  }

  private final class AnswersAtOnce implements ResponseChannel {
    @Override
    public Peer peer() {
      return peer;
    }

    @Override
    public void makeRoom() {}

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
    public void answer(ConsoleAnswer page, boolean close, Consumer<Boolean> ended) {
      if (sendingFails != null) {
        throw sendingFails;
      }
      answers.add(new String(page.body(), StandardCharsets.UTF_8));
      ended.accept(sendingWorks);
    }

    @Override
    public void abort() {
      aborts.incrementAndGet();
    }
  }
}
