package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.Received;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A receive, of one message or a batch.
 *
 * @param max 1 to 16
 * @param waitSeconds 0 to 30
 */
record ReceiveRequest(QueueDefinition queue, int max, int waitSeconds) {

  /** CMQ's longest wait. Longer ones are cut to it, as an old Java client asks for 30,000 s. */
  private static final int MAX_WAIT_SECONDS = 30;

  /** pollingWaitSeconds, or the queue's own when the request names none. */
  static int waitSeconds(Params params, QueueDefinition queue) {
    return params
        .number("pollingWaitSeconds", 0, Long.MAX_VALUE)
        .map(wait -> (int) Math.min(wait, MAX_WAIT_SECONDS))
        .orElse(queue.attributes().pollingWaitSeconds());
  }

  /** The messages; the wait is given up when the client goes away. */
  CompletableFuture<Received> receive(Queues queues, Client client) {
    client.waitsFor(Duration.ofSeconds(waitSeconds));
    CompletableFuture<Received> messages = queues.receive(queue, max, waitSeconds);
    if (waitSeconds > 0 && !messages.isDone()) {
      client.onDisconnect(() -> messages.cancel(true));
    }
    return messages;
  }
}
