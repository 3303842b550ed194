package io.cmqkafka.facade.classic;

import io.cmqkafka.Failures;
import io.cmqkafka.queue.RefusedException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets a client send each request to any process: what was created, changed or deleted through
 * another one before is in force here, although this process's view of the catalog may be late.
 *
 * <p>The view is believed when it lets a request succeed. When it is why a request fails, the
 * request is run once more after the view has caught up, and that second answer counts.
 */
final class RetryOnStaleCatalog {

  /** What a view of the catalog that is late can be the reason of. */
  private static final Set<CmqError> OF_THE_CATALOG =
      EnumSet.of(
          CmqError.QUEUE_NOT_EXISTED,
          CmqError.QUEUE_EXISTED,
          CmqError.QUEUE_LIMIT,
          CmqError.QUEUE_BEING_RELEASED,
          CmqError.BODY_TOO_LARGE,
          CmqError.REWIND_NOT_ENABLED,
          CmqError.REWIND_EXCEEDS_RETENTION,
          CmqError.DEAD_LETTER_QUEUE_NOT_EXISTED,
          CmqError.DEAD_LETTER_QUEUE_UNSUITABLE,
          CmqError.DEAD_LETTER_NESTED,
          CmqError.DEAD_LETTER_BOUND_TOO_OFTEN,
          CmqError.DEAD_LETTER_POLICY_BAD,
          CmqError.IS_DEAD_LETTER_QUEUE,
          CmqError.TOPIC_NOT_EXISTED,
          CmqError.TOPIC_EXISTED,
          CmqError.TOPIC_LIMIT,
          CmqError.TOPIC_BEING_RELEASED,
          CmqError.TOPIC_HAS_SUBSCRIPTIONS,
          CmqError.NO_SUBSCRIPTION,
          CmqError.NOTHING_MATCHES,
          CmqError.SUBSCRIPTION_NOT_EXISTED,
          CmqError.SUBSCRIPTION_EXISTED,
          CmqError.SUBSCRIPTION_LIMIT,
          CmqError.ENDPOINT_ILLEGAL);

  /**
   * What failed later than this was news, such as a queue that was deleted while a receive waited
   * in it; a receive must not wait twice.
   */
  private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<CompletableFuture<Void>> catchUp;
  private final LongSupplier nanoTime;

  /**
   * @param catchUp completes within a bounded time, when this process knows everything that was in
   *     the catalog when it was asked; if it fails, the first answer counts
   */
  RetryOnStaleCatalog(Supplier<CompletableFuture<Void>> catchUp, LongSupplier nanoTime) {
    this.catchUp = catchUp;
    this.nanoTime = nanoTime;
  }

  /**
   * Never blocks and never throws.
   *
   * @param executor runs the second attempt; the thread that completes {@code catchUp} must not
   */
  <Q> CompletableFuture<Answer> run(
      Action<Q> action, Params params, Client client, Executor executor) {
    long start = nanoTime.getAsLong();
    CompletableFuture<Answer> first = attempt(action, params, client);
    if (first.isDone() && !first.isCompletedExceptionally()) {
      return first;
    }
    return first.exceptionallyCompose(
        failure ->
            mayBeLate(failure) && nanoTime.getAsLong() - start < NEWS_NANOS
                ? caughtUp()
                    .handleAsync(
                        (known, lost) -> lost == null ? attempt(action, params, client) : first,
                        executor)
                    .thenCompose(second -> second)
                : first);
  }

  private CompletableFuture<Void> caughtUp() {
    try {
      return catchUp.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static <Q> CompletableFuture<Answer> attempt(
      Action<Q> action, Params params, Client client) {
    try {
      return action.run(action.parse(params), client);
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static boolean mayBeLate(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    if (cause instanceof CmqException e) {
      return OF_THE_CATALOG.contains(e.error());
    }
    return cause instanceof RefusedException e && OF_THE_CATALOG.contains(CmqError.of(e.refusal()));
  }
}
