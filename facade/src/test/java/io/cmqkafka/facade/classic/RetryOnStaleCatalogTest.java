package io.cmqkafka.facade.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Failures;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryOnStaleCatalogTest {
  private static final Answer SECOND = json -> json.writeStringField("answer", "second");

  private final CompletableFuture<Void> catchUp = new CompletableFuture<>();
  private final Queue<Runnable> executor = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - 10;
  private int asked;
  private final RetryOnStaleCatalog retry = new RetryOnStaleCatalog(this::catchUp, () -> now);

  private final Attempts attempts = new Attempts();

  private CompletableFuture<Void> catchUp() {
    asked++;
    return catchUp;
  }

  @Test
  void success_asksNobody() {
    attempts.first = CompletableFuture.completedFuture(Answer.OK);
    assertThat(run()).isSameAs(attempts.first);
    assertThat(asked).isZero();
  }

  @Test
  void whatIsNotKnown_isTriedAgainWithTheSameParametersOnceTheViewIsNew() {
    attempts.failParse = new CmqException(CmqError.QUEUE_NOT_EXISTED);
    CompletableFuture<Answer> answer = run();
    assertThat(answer).isNotDone();
    assertThat(asked).isEqualTo(1);

    catchUp.complete(null);
    assertThat(attempts.parsed).as("not on the thread that made the view new").isEqualTo(1);
    executor.remove().run();
    assertThat(answer).isCompletedWithValue(SECOND);
    assertThat(attempts.parsed).isEqualTo(2);
    assertThat(executor).isEmpty();
  }

  @Test
  void whatIsRefusedLater_isTriedAgainToo() {
    CompletableFuture<Answer> answer = run();
    now += TimeUnit.SECONDS.toNanos(1) - 1;
    attempts.first.completeExceptionally(
        new CompletionException(new RefusedException(Refusal.NO_SUCH_QUEUE)));
    catchUp.complete(null);
    executor.remove().run();
    assertThat(answer).isCompletedWithValue(SECOND);
  }

  @Test
  void whatHappenedDuringALongWait_isNews() {
    CompletableFuture<Answer> answer = run();
    now += TimeUnit.SECONDS.toNanos(1);
    attempts.first.completeExceptionally(new RefusedException(Refusal.NO_SUCH_QUEUE));
    assertThat(cause(answer)).isInstanceOf(RefusedException.class);
    assertThat(asked).isZero();
  }

  @Test
  void theSecondAnswer_counts() {
    attempts.failParse = new CmqException(CmqError.QUEUE_NOT_EXISTED);
    attempts.second = CompletableFuture.failedFuture(new RefusedException(Refusal.QUEUE_EXISTS));
    CompletableFuture<Answer> answer = run();
    catchUp.complete(null);
    executor.remove().run();
    assertThat(cause(answer)).hasMessage("QUEUE_EXISTS");
    assertThat(asked).isEqualTo(1);
    assertThat(attempts.parsed).isEqualTo(2);
  }

  @Test
  void theFirstAnswer_countsWhenTheViewCannotCatchUp() {
    attempts.failParse = new CmqException(CmqError.TOPIC_NOT_EXISTED);
    CompletableFuture<Answer> answer = run();
    catchUp.completeExceptionally(new RefusedException(Refusal.UNAVAILABLE));
    executor.remove().run();
    assertThat(cause(answer)).isEqualTo(attempts.failed);
    assertThat(attempts.parsed).isEqualTo(1);
  }

  @Test
  void theFirstAnswer_countsWhenAskingFails() {
    RetryOnStaleCatalog broken =
        new RetryOnStaleCatalog(
            () -> {
              throw new IllegalStateException("broken");
            },
            () -> now);
    attempts.failParse = new CmqException(CmqError.TOPIC_NOT_EXISTED);
    CompletableFuture<Answer> answer =
        broken.run(attempts, new Params(List.of()), new Unwatched(), Runnable::run);
    assertThat(cause(answer)).isEqualTo(attempts.failed);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "OUT_OF_RANGE",
        "LACK_OF_PARAMETER",
        "THROTTLED",
        "NO_FILES_FOR_QUEUE",
        "NO_FILES_FOR_SUBSCRIPTION",
        "INTERNAL",
        "HEAP_FULL",
        "HANDLE_INVALID",
        "NO_MESSAGE"
      })
  void whatNoViewChanges_isNotTriedAgain(CmqError error) {
    attempts.failParse = new CmqException(error);
    assertThat(cause(run())).isEqualTo(attempts.failed);
    assertThat(asked).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "NO_SUCH_QUEUE",
        "QUEUE_EXISTS",
        "QUEUE_LIMIT_REACHED",
        "NAME_BEING_RELEASED",
        "NO_SUCH_DEAD_LETTER_QUEUE",
        "IS_DEAD_LETTER_QUEUE",
        "NO_SUCH_TOPIC",
        "TOPIC_EXISTS",
        "TOPIC_LIMIT_REACHED",
        "TOPIC_HAS_SUBSCRIPTIONS",
        "NO_SUCH_SUBSCRIPTION",
        "SUBSCRIPTION_EXISTS",
        "SUBSCRIPTION_LIMIT_REACHED",
        "ENDPOINT_ILLEGAL",
        "NO_SUBSCRIPTION",
        "NOTHING_MATCHES"
      })
  void whatANewerViewMayChange_isTriedAgain(Refusal refusal) {
    attempts.first = CompletableFuture.failedFuture(new RefusedException(refusal));
    CompletableFuture<Answer> answer = run();
    catchUp.complete(null);
    executor.remove().run();
    assertThat(answer).isCompletedWithValue(SECOND);
  }

  @Test
  void aWaitThatIsGivenUp_isNotTriedAgain() {
    CompletableFuture<Answer> answer = run();
    attempts.first.cancel(false);
    assertThat(cause(answer)).isInstanceOf(CancellationException.class);
    assertThat(asked).isZero();
  }

  private CompletableFuture<Answer> run() {
    return retry.run(attempts, new Params(List.of()), new Unwatched(), executor::add);
  }

  private static Throwable cause(CompletableFuture<Answer> answer) {
    assertThat(answer).isCompletedExceptionally();
    return Failures.cause(answer.handle((done, failure) -> failure).join());
  }

  private static final class Unwatched implements Client {
    @Override
    public void waitsFor(java.time.Duration longest) {
      // No one looks.
    }

    @Override
    public void onDisconnect(Runnable action) {}

    @Override
    public Rights rights() {
      return Rights.ALL;
    }
  }

  /** Fails or waits as told the first time, and answers {@link #SECOND} the next. */
  private static final class Attempts implements Action<Params> {
    CompletableFuture<Answer> first = new CompletableFuture<>();
    CompletableFuture<Answer> second = CompletableFuture.completedFuture(SECOND);
    CmqException failParse;
    CmqException failed;
    int parsed;
    private Params given;

    @Override
    public Params parse(Params params) {
      assertThat(params).isSameAs(given == null ? params : given);
      given = params;
      parsed++;
      if (failParse != null) {
        failed = failParse;
        failParse = null;
        throw failed;
      }
      return params;
    }

    @Override
    public CompletableFuture<Answer> run(Params params, Client client) {
      return parsed == 1 ? first : second;
    }
  }
}
