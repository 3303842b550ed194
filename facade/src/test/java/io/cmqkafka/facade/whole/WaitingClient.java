package io.cmqkafka.facade.whole;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client on a thread of its own, in the middle of a receive. */
final class WaitingClient implements AutoCloseable {
  private final Api api;
  private final CompletableFuture<CmqAnswer> answer;

  /** Asks at once; whether the server has begun to wait is for the caller to find out. */
  WaitingClient(TestedServer server, String queue, int waitSeconds) {
    this(server, queue, 1, waitSeconds);
  }

  WaitingClient(TestedServer server, String queue, int numOfMsg, int waitSeconds) {
    api = new Api(server);
    answer =
        CompletableFuture.supplyAsync(
            () ->
                api.answer(
                    "BatchReceiveMessage",
                    "queueName",
                    queue,
                    "numOfMsg",
                    Integer.toString(numOfMsg),
                    "pollingWaitSeconds",
                    Integer.toString(waitSeconds)),
            task -> new Thread(task, "waiting-client").start());
  }

  CmqAnswer answer() throws Exception {
    return answer.get(40, TimeUnit.SECONDS);
  }

  boolean isAnswered() {
    return answer.isDone();
  }

  /** Hangs up, answered or not. */
  @Override
  public void close() {
    api.close();
  }
}
