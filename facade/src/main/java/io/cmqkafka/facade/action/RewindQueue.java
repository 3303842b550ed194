package io.cmqkafka.facade.action;

import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * RewindQueue: makes deleted messages receivable again, from startConsumeTime on.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/8129">Rewinding messages</a>
 */
record RewindQueue(QueueLookup lookup, Queues queues) implements Action<RewindQueue.Request> {

  /**
   * @param startConsumeTime Unix seconds, from 0
   */
  record Request(QueueDefinition queue, long startConsumeTime) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    long start =
        startConsumeTime(params)
            .orElseThrow(() -> new CmqException(CmqError.LACK_OF_PARAMETER, "startConsumeTime"));
    return new Request(queue, start);
  }

  /** A time that no message can have stays one: which error it deserves depends on the queue. */
  static Optional<Long> startConsumeTime(Params params) {
    return params
        .number("startConsumeTime")
        .map(start -> Math.max(0, Math.min(start, UnixTime.FAR_FUTURE)));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    return queues
        .rewind(request.queue(), request.startConsumeTime())
        .thenApply(rewound -> Answer.OK);
  }
}
