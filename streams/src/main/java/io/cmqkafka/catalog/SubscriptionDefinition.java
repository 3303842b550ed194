package io.cmqkafka.catalog;

import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.Locale;
import java.util.Objects;

/**
 * What the catalog knows of one subscription.
 *
 * @param topicName the topic's name as the topic spells it
 * @param topicId the life of the topic it belongs to
 * @param name unique in its topic, case kept
 * @param id {@code subsc-} and eight lower-case letters or digits; another one for each life of a
 *     name
 * @param protocol where its messages go
 * @param endpoint an http URL, a queue's name or a Kafka topic's name, as the protocol says. A
 *     queue is looked up by name at each publication: one that is deleted and created again goes on
 *     receiving
 * @param notifyStrategy when failed pushes are tried again; means nothing outside HTTP
 * @param notifyContentFormat the body of pushes; means nothing outside HTTP
 * @param filter what it chooses by
 * @param deadLetterQueue the name of the queue that pushes given up go to; null for none
 * @param delivery the hidden queue that holds what is to be pushed; null outside HTTP
 * @param createTimeMs epoch milliseconds of the creation (log time)
 * @param lastModifyTimeMs epoch milliseconds of the last change of attributes (log time)
 */
public record SubscriptionDefinition(
    String topicName,
    String topicId,
    String name,
    String id,
    Protocol protocol,
    String endpoint,
    NotifyStrategy notifyStrategy,
    NotifyContentFormat notifyContentFormat,
    Filter filter,
    String deadLetterQueue,
    QueueDefinition delivery,
    long createTimeMs,
    long lastModifyTimeMs)
    implements CatalogEntry {
  /**
   * The attributes of delivery queues. What waits to be pushed is kept for an hour longer than its
   * topic keeps it: a message whose life is over is then still there to be given up, counted and
   * made a dead letter. No client asks for these.
   */
  public static final QueueAttributes DELIVERY =
      new QueueAttributes(
          1_000_000_000, 0, 30, 1 << 20, TopicDefinition.MSG_RETENTION_SECONDS + 3_600, 0);

  /** What the keys of all subscriptions, and of nothing else, begin with. */
  public static final String KEYS = "subscription/";

  public SubscriptionDefinition {
    Objects.requireNonNull(topicName);
    Objects.requireNonNull(topicId);
    Objects.requireNonNull(name);
    Objects.requireNonNull(id);
    Objects.requireNonNull(protocol);
    Objects.requireNonNull(endpoint);
    Objects.requireNonNull(notifyStrategy);
    Objects.requireNonNull(notifyContentFormat);
    Objects.requireNonNull(filter);
    if ((protocol == Protocol.HTTP) != (delivery != null)) {
      throw new IllegalArgumentException("a delivery queue belongs to HTTP, and to nothing else");
    }
  }

  @Override
  public String key() {
    return keyOf(topicName, name);
  }

  /** The catalog's key of a subscription; keys of one topic begin with {@link #keysOf}. */
  public static String keyOf(String topicName, String name) {
    return keysOf(topicName) + name.toLowerCase(Locale.ROOT);
  }

  /** What the keys of all subscriptions of a topic, and no others, begin with. */
  public static String keysOf(String topicName) {
    return KEYS + topicName.toLowerCase(Locale.ROOT) + "/";
  }

  SubscriptionDefinition createdAt(long now) {
    return new SubscriptionDefinition(
        topicName,
        topicId,
        name,
        id,
        protocol,
        endpoint,
        notifyStrategy,
        notifyContentFormat,
        filter,
        deadLetterQueue,
        delivery == null ? null : delivery.createdAt(now),
        now,
        now);
  }

  SubscriptionDefinition with(SubscriptionChanges changes, long now) {
    return new SubscriptionDefinition(
        topicName,
        topicId,
        name,
        id,
        protocol,
        endpoint,
        changes.notifyStrategy() == null ? notifyStrategy : changes.notifyStrategy(),
        changes.notifyContentFormat() == null ? notifyContentFormat : changes.notifyContentFormat(),
        changes.appliedTo(filter),
        deadLetterQueue,
        delivery,
        createTimeMs,
        now);
  }
}
