package io.cmqkafka.facade.action;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.QueueCounts;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * GetQueueAttributes: settings, counts, and where in Kafka its messages are.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5834">GetQueueAttributes</a>
 */
record GetQueueAttributes(QueueLookup lookup, Queues queues, Limits limits)
    implements Action<QueueDefinition> {

  @Override
  public QueueDefinition parse(Params params) {
    return lookup.existing(params);
  }

  @Override
  public CompletableFuture<Answer> run(QueueDefinition queue, Client client) {
    return queues.counts(queue).thenApply(counts -> json -> write(queue, counts, json));
  }

  private void write(QueueDefinition queue, QueueCounts counts, JsonGenerator json)
      throws IOException {
    json.writeStringField("codeDesc", "Success");
    json.writeStringField("queueName", queue.name());
    json.writeStringField("queueId", queue.id());
    AttributeFields.write(queue.attributes(), json);
    if (queue.deadLetter() != null) {
      json.writeStringField("deadLetterPolicy", DeadLetterPolicyText.of(queue.deadLetter()));
    }
    json.writeNumberField("createTime", UnixTime.seconds(queue.createTimeMs()));
    json.writeNumberField("lastModifyTime", UnixTime.seconds(queue.lastModifyTimeMs()));
    json.writeNumberField("activeMsgNum", counts.active());
    json.writeNumberField("inactiveMsgNum", counts.inactive());
    json.writeNumberField("delayMsgNum", counts.delayed());
    // CMQ's example and CMQ's table spell it differently, and so do its clients.
    json.writeNumberField("rewindMsgNum", counts.rewindable());
    json.writeNumberField("rewindmsgNum", counts.rewindable());
    json.writeNumberField("minMsgTime", UnixTime.seconds(counts.minTimeMs()));
    json.writeNumberField("partitions", queue.partitions());
    json.writeStringField("kafkaTopic", queue.kafkaTopic());
    // Facts of Tencent's cloud that clients read and that have no meaning here.
    json.writeNumberField("createUin", 0);
    json.writeNumberField("Bps", 52_428_800);
    json.writeNumberField("qps", limits.shownQueueQps());
    json.writeArrayFieldStart("tags");
    json.writeEndArray();
  }
}
