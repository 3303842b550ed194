package io.cmqkafka.facade.action;

import io.cmqkafka.NewSubscription;
import io.cmqkafka.Topics;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import java.util.concurrent.CompletableFuture;

/**
 * Subscribe: an existing name is an error, also with identical attributes.
 *
 * <p>This server's own are
 *
 * <ul>
 *   <li>the protocol {@code kafka}, whose endpoint is an existing Kafka topic that the operator
 *       allows;
 *   <li>endpoints of protocol http that begin with {@code https://};
 *   <li>the parameter {@code deadLetterQueue}, for protocol http only: the queue that gets the
 *       messages whose last push failed.
 * </ul>
 *
 * @see <a href="https://cloud.tencent.com/document/product/406/7414">Subscribe</a>
 */
record Subscribe(TopicLookup lookup, Topics topics, Endpoints endpoints, RoomForPartitions room)
    implements Action<Subscribe.Request> {

  record Request(TopicDefinition topic, NewSubscription subscription) {}

  @Override
  public Request parse(Params params) {
    TopicDefinition topic = lookup.existing(params);
    String name = SubscriptionLookup.name(params);
    Protocol protocol = Endpoints.protocol(params.required("protocol"));
    String endpoint = endpoints.wellFormed(protocol, params.required("endpoint"));
    Filter filter = FilterParams.read(params, topic.filterType());
    if (topic.filterType() == FilterType.ROUTING && filter.bindingKeys().isEmpty()) {
      throw new CmqException(CmqError.BINDING_KEY_LACKING);
    }
    return new Request(
        topic,
        new NewSubscription(
            name,
            protocol,
            endpoint,
            NotifyParams.strategy(params).orElse(NotifyStrategy.EXPONENTIAL_DECAY_RETRY),
            NotifyParams.contentFormat(params).orElse(NotifyContentFormat.JSON),
            filter,
            deadLetterQueue(params, protocol)));
  }

  private static String deadLetterQueue(Params params, Protocol protocol) {
    String queue = params.optional("deadLetterQueue").orElse(null);
    if (queue != null && protocol != Protocol.HTTP) {
      // Elsewhere nothing is ever given up, and a promise that means nothing is better not made.
      throw new CmqException(CmqError.NO_SUCH_PARAMETER, "deadLetterQueue");
    }
    if (queue != null && !Names.isWellFormed(queue)) {
      throw new CmqException(CmqError.QUEUE_NAME_FORMAT);
    }
    return queue;
  }

  @Override
  public CompletableFuture<Answer> run(Request request, Client client) {
    NewSubscription wanted = request.subscription();
    if (wanted.protocol() == Protocol.QUEUE) {
      Permission.toSendTo(wanted.endpoint(), client);
    }
    Permission.toSendTo(wanted.deadLetterQueue(), client);
    return subscribe(request.topic(), wanted)
        .thenApply(Subscribe::answer)
        .exceptionally(TopicRefusals::inTopicsWords);
  }

  /** A name that is there is refused as such, room or not. */
  private CompletableFuture<SubscriptionDefinition> subscribe(
      TopicDefinition topic, NewSubscription wanted) {
    return wanted.protocol() != Protocol.HTTP
            || topics.subscription(topic, wanted.name()).isPresent()
        ? topics.subscribe(topic, wanted)
        : room.creating(
            1, CmqError.NO_FILES_FOR_SUBSCRIPTION, () -> topics.subscribe(topic, wanted));
  }

  private static Answer answer(SubscriptionDefinition subscription) {
    return json -> {
      json.writeStringField("codeDesc", "Success");
      json.writeStringField("subscriptionId", subscription.id());
    };
  }
}
