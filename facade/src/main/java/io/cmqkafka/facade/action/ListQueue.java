package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * ListQueue: the queues whose name contains searchWord, sorted by name, as far as the client may
 * list them.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5833">ListQueue</a>
 */
record ListQueue(Queues queues) implements Action<Page> {

  @Override
  public Page parse(Params params) {
    return Page.read(params, Long.MAX_VALUE, 50);
  }

  @Override
  public CompletableFuture<Answer> run(Page page, Client client) {
    return CompletableFuture.completedFuture(
        page.of(
            queues.list().stream().filter(queue -> isShown(queue, client)).toList(),
            QueueDefinition::name,
            "queueList",
            ListQueue::write));
  }

  /** Whether lists show the queue to this client. */
  static boolean isShown(QueueDefinition queue, Client client) {
    return client.rights().allow("ListQueue", queue.name());
  }

  /** How a queue is shown in lists. */
  static void write(QueueDefinition queue, JsonGenerator json) throws IOException {
    json.writeStringField("queueId", queue.id());
    json.writeStringField("queueName", queue.name());
  }
}
