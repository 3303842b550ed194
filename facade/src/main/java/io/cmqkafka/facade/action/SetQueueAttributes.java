package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.DeadLetterBinding;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.AttributeChanges;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * SetQueueAttributes: what is not named keeps its value.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5835">SetQueueAttributes</a>
 */
record SetQueueAttributes(QueueLookup lookup, Queues queues)
    implements Action<SetQueueAttributes.Request> {

  /**
   * @param deadLetter null for what is in force
   */
  record Request(QueueDefinition queue, AttributeChanges changes, DeadLetterBinding deadLetter) {}

  @Override
  public Request parse(Params params) {
    QueueDefinition queue = lookup.existing(params);
    AttributeChanges changes = AttributeParams.read(params);
    AttributeParams.consistent(changes.appliedTo(queue.attributes()));
    return new Request(queue, changes, DeadLetterPolicyText.read(params));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    if (request.deadLetter() != null) {
      Permission.toSendTo(request.deadLetter().queueName(), client);
    }
    return queues
        .change(request.queue(), request.changes(), request.deadLetter())
        .thenApply(changed -> json -> write(changed, json));
  }

  private static void write(QueueDefinition queue, JsonGenerator json) throws IOException {
    json.writeStringField("queueId", queue.id());
    AttributeFields.write(queue.attributes(), json);
  }
}
