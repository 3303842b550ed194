package io.cmqkafka;

import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The (CMQ) topics of one cluster, as this process serves them. No method blocks: each answers with
 * a future that completes exceptionally with {@link io.cmqkafka.queue.RefusedException} when the
 * request is refused, within a bounded time whatever Kafka does. Futures complete on internal
 * threads, which callers must not block.
 *
 * <p>A definition passed in stands for that very life of the topic or subscription: once it is
 * gone, requests for it are refused with {@code NO_SUCH_TOPIC} or {@code NO_SUCH_SUBSCRIPTION},
 * also when the name lives again.
 */
public interface Topics {

  /** The topic of exactly this name (case matters), as this process's catalog view has it. */
  Optional<TopicDefinition> find(String name);

  /** All topics, sorted by name. */
  List<TopicDefinition> list();

  /** Refused with TOPIC_EXISTS (also for a name that differs only in case), TOPIC_LIMIT_REACHED. */
  CompletableFuture<TopicDefinition> create(NewTopic topic);

  /**
   * @param maxMsgSize largest body in bytes, 1,024 to 1,048,576; refused with NO_SUCH_TOPIC
   */
  CompletableFuture<TopicDefinition> change(TopicDefinition topic, int maxMsgSize);

  /** Refused with NO_SUCH_TOPIC, TOPIC_HAS_SUBSCRIPTIONS. */
  CompletableFuture<Void> drop(TopicDefinition topic);

  /**
   * Publishes bodies to every subscription that chooses them; the ids come in the order of the
   * bodies. All of them are checked before anything is written. Refused with NO_SUBSCRIPTION or
   * NOTHING_MATCHES when no subscription gets them, and with OVERLOADED.
   *
   * @param bodies 1 to 16 bodies, none empty, none larger than the topic's maxMsgSize
   */
  CompletableFuture<List<MessageId>> publish(
      TopicDefinition topic, List<byte[]> bodies, Labels labels);

  /**
   * The subscription of exactly this name (case matters), as this process's catalog view has it.
   */
  Optional<SubscriptionDefinition> subscription(TopicDefinition topic, String name);

  /** All subscriptions of the topic, sorted by name. */
  List<SubscriptionDefinition> subscriptions(TopicDefinition topic);

  /**
   * Completes when the subscription is in force for every later publication, through any process.
   * Refused with NO_SUCH_TOPIC, SUBSCRIPTION_EXISTS (also for a name that differs only in case),
   * SUBSCRIPTION_LIMIT_REACHED, ENDPOINT_ILLEGAL (no such queue or Kafka topic, or one that the
   * operator does not allow), NO_SUCH_DEAD_LETTER_QUEUE, NAME_BEING_RELEASED.
   */
  CompletableFuture<SubscriptionDefinition> subscribe(
      TopicDefinition topic, NewSubscription subscription);

  /** Refused with NO_SUCH_SUBSCRIPTION. In force as {@link #subscribe} says. */
  CompletableFuture<SubscriptionDefinition> change(
      SubscriptionDefinition subscription, SubscriptionChanges changes);

  /**
   * Ends a subscription. Messages that are still to be pushed are dropped. Refused with
   * NO_SUCH_SUBSCRIPTION.
   */
  CompletableFuture<Void> unsubscribe(SubscriptionDefinition subscription);

  /** How many messages of the topic still wait for a subscriber, approximately. */
  CompletableFuture<Long> messageCount(TopicDefinition topic);

  /**
   * How many messages still wait to be delivered to this subscription, and why. About a Kafka topic
   * the answer may be half a minute old, and takes a second at most.
   */
  CompletableFuture<SubscriptionState> state(SubscriptionDefinition subscription);
}
