package io.cmqkafka.facade.action;

import io.cmqkafka.NewQueue;
import io.cmqkafka.Queues;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.QueueAttributes;
import java.util.concurrent.CompletableFuture;

/**
 * CreateQueue: an existing name is an error, also with identical attributes.
 *
 * <p>Two parameters are this server's own:
 *
 * <ul>
 *   <li>{@code partitions}, 1 to 64: Kafka partitions of the queue. More than one gives up the
 *       exact order of messages for throughput.
 *   <li>{@code kafkaTopic}: an existing Kafka topic whose records become the queue's messages, if
 *       the operator's settings allow to bind it; {@code partitions} is then the topic's own.
 * </ul>
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/5832">CreateQueue</a>
 */
record CreateQueue(Queues queues, Limits limits, RoomForPartitions room)
    implements Action<NewQueue> {

  @Override
  public NewQueue parse(Params params) {
    String name = QueueLookup.name(params);
    QueueAttributes attributes =
        AttributeParams.consistent(
            AttributeParams.read(params).appliedTo(QueueAttributes.DEFAULTS));
    int partitions =
        params
            .integer("partitions", 1, Limits.MAX_QUEUE_PARTITIONS)
            .orElse(limits.queuePartitions());
    String kafkaTopic = params.optional("kafkaTopic").orElse(null);
    if (kafkaTopic != null && !Names.isKafkaTopic(kafkaTopic)) {
      throw new CmqException(CmqError.OUT_OF_RANGE, "kafkaTopic");
    }
    return new NewQueue(
        name, attributes, DeadLetterPolicyText.read(params), partitions, kafkaTopic);
  }

  @Override
  public CompletableFuture<Answer> run(NewQueue request, Client client) {
    if (request.deadLetter() != null) {
      Permission.toSendTo(request.deadLetter().queueName(), client);
    }
    return create(request).thenApply(queue -> json -> json.writeStringField("queueId", queue.id()));
  }

  /** A name that is there is refused as such, room or not. */
  private CompletableFuture<QueueDefinition> create(NewQueue request) {
    return request.bindTopic() != null || queues.find(request.name()).isPresent()
        ? queues.create(request)
        : room.creating(
            request.partitions(), CmqError.NO_FILES_FOR_QUEUE, () -> queues.create(request));
  }
}
