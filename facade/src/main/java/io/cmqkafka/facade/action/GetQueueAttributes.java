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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * GetQueueAttributes: settings, counts, where in Kafka its messages are, and, which is this
 * server's own, how many of them a rewind to a time would bring back.
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5834">GetQueueAttributes</a>
 */
record GetQueueAttributes(QueueLookup lookup, Queues queues, Limits limits)
    implements Action<GetQueueAttributes.Request> {

  /**
   * @param startConsumeTime Unix seconds, from 0
   */
  record Request(QueueDefinition queue, Optional<Long> startConsumeTime) {}

  @Override
  public Request parse(Params params) {
    return new Request(lookup.existing(params), RewindQueue.startConsumeTime(params));
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    QueueDefinition queue = request.queue();
    return request
        .startConsumeTime()
        .map(
            start ->
                queues
                    .rewindable(queue, start)
                    .thenApply(all -> answer(queue, all.now(), Optional.of(all.rewound()))))
        .orElseGet(
            () ->
                queues.counts(queue).thenApply(counts -> answer(queue, counts, Optional.empty())));
  }

  private Answer answer(QueueDefinition queue, QueueCounts counts, Optional<Long> rewound) {
    return json -> write(queue, counts, rewound, json);
  }

  private void write(
      QueueDefinition queue, QueueCounts counts, Optional<Long> rewound, JsonGenerator json)
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
    if (rewound.isPresent()) {
      json.writeNumberField("rewoundMsgNum", rewound.get());
    }
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
