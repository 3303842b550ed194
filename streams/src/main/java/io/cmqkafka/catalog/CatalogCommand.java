package io.cmqkafka.catalog;

import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.SubscriptionChanges;
import java.util.List;
import java.util.Objects;

/** One change of the catalog. The limits that it is checked against travel in it. */
public sealed interface CatalogCommand {

  /** {@code now} is log time, epoch ms. */
  CatalogOutcome runOn(CatalogMachine machine, long now);

  /** The rules it came with: where older ones are in force, it is passed over. */
  default Rules since() {
    return Rules.FIRST;
  }

  /**
   * @param deadLetter null for no dead-letter queue
   * @param maxQueues refused when so many queues exist
   */
  record CreateQueue(
      String name,
      String id,
      String kafkaTopic,
      String topicId,
      boolean bound,
      List<Long> begins,
      QueueAttributes attributes,
      DeadLetterBinding deadLetter,
      int maxQueues)
      implements CatalogCommand {
    public CreateQueue {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(kafkaTopic);
      Objects.requireNonNull(topicId);
      Objects.requireNonNull(attributes);
      begins = QueueDefinition.checked(begins);
    }

    public CreateQueue(
        String name,
        String id,
        String kafkaTopic,
        String topicId,
        boolean bound,
        List<Long> begins,
        QueueAttributes attributes,
        int maxQueues) {
      this(name, id, kafkaTopic, topicId, bound, begins, attributes, null, maxQueues);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.create(this, now);
    }
  }

  /**
   * @param deadLetter null keeps the present policy
   */
  record ChangeQueue(String name, String id, AttributeChanges changes, DeadLetterBinding deadLetter)
      implements CatalogCommand {
    public ChangeQueue {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(changes);
    }

    public ChangeQueue(String name, String id, AttributeChanges changes) {
      this(name, id, changes, null);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.change(this, now);
    }
  }

  /** Takes the dead-letter queue away, so that the queue's messages do not die any more. */
  record UnbindDeadLetter(String name, String id) implements CatalogCommand {
    public UnbindDeadLetter {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.unbindDeadLetter(this, now);
    }
  }

  record DropQueue(String name, String id) implements CatalogCommand {
    public DropQueue {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.drop(this);
    }
  }

  /**
   * The Kafka topic of a dropped queue or an ended subscription is gone; its name is free.
   *
   * @param key the catalog's key of the name; null for a queue's
   */
  record ReleaseName(String name, String id, String key) implements CatalogCommand {
    public ReleaseName {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      key = key == null ? QueueDefinition.keyOf(name) : key;
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.release(this);
    }
  }

  /**
   * @param maxMsgSize largest body in bytes
   * @param begins as {@link TopicDefinition#begins}
   * @param maxTopics refused when so many topics exist
   */
  record CreateTopic(
      String name,
      String id,
      int maxMsgSize,
      FilterType filterType,
      MessageId begins,
      int maxTopics)
      implements CatalogCommand {
    public CreateTopic {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(filterType);
      TopicDefinition.check(maxMsgSize);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.create(this, now);
    }
  }

  /**
   * @param maxMsgSize largest body in bytes
   */
  record ChangeTopic(String name, String id, int maxMsgSize) implements CatalogCommand {
    public ChangeTopic {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      TopicDefinition.check(maxMsgSize);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.change(this, now);
    }
  }

  record DropTopic(String name, String id) implements CatalogCommand {
    public DropTopic {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.drop(this);
    }
  }

  /**
   * @param wanted the subscription to make. Its times are replaced by log time
   * @param maxSubscriptions refused when the topic has so many subscriptions
   */
  record Subscribe(SubscriptionDefinition wanted, int maxSubscriptions) implements CatalogCommand {
    public Subscribe {
      Objects.requireNonNull(wanted);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.subscribe(this, now);
    }
  }

  record ChangeSubscription(String topicName, String name, String id, SubscriptionChanges changes)
      implements CatalogCommand {
    public ChangeSubscription {
      Objects.requireNonNull(topicName);
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(changes);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.change(this, now);
    }
  }

  record Unsubscribe(String topicName, String name, String id) implements CatalogCommand {
    public Unsubscribe {
      Objects.requireNonNull(topicName);
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.unsubscribe(this);
    }
  }

  /**
   * Stores how far a redrive is, or that one begins. Refused with REDRIVE_CHANGED unless its
   * revision is the one after that of the stored redrive of this life of the queue, 1 for the
   * first.
   */
  record PutRedrive(Redrive redrive) implements CatalogCommand {
    public PutRedrive {
      Objects.requireNonNull(redrive);
    }

    @Override
    public Rules since() {
      return Rules.THIRD;
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.put(redrive, now);
    }
  }

  /** Forgets the redrive of a queue that is gone. */
  record DropRedrive(String queueName, String queueId) implements CatalogCommand {
    public DropRedrive {
      Objects.requireNonNull(queueName);
      Objects.requireNonNull(queueId);
    }

    @Override
    public Rules since() {
      return Rules.THIRD;
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.drop(this);
    }
  }

  /**
   * Changes nothing. The entry of a key, or its absence, is published once more to all that follow
   * the catalog.
   *
   * @param key of an entry
   */
  record Republish(String key) implements CatalogCommand {
    public Republish {
      Objects.requireNonNull(key);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.republish(key);
    }
  }

  /** The first secret proposed becomes the cluster's. */
  record ProposeHandleKey(HandleKey proposed) implements CatalogCommand {
    public ProposeHandleKey {
      Objects.requireNonNull(proposed);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.propose(proposed);
    }
  }
}
