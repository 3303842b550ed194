package io.cmqkafka.catalog;

import io.cmqkafka.queue.AttributeChanges;
import io.cmqkafka.queue.QueueAttributes;
import java.util.List;
import java.util.Objects;

/** One change of the catalog. What it must be checked against travels in it. */
public sealed interface CatalogCommand {

  /** {@code now} is log time, epoch ms. */
  CatalogOutcome runOn(CatalogMachine machine, long now);

  /**
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

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.create(this, now);
    }
  }

  record ChangeQueue(String name, String id, AttributeChanges changes) implements CatalogCommand {
    public ChangeQueue {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
      Objects.requireNonNull(changes);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.change(this, now);
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

  /** The dropped queue's Kafka topic is gone; its name is free. */
  record ReleaseName(String name, String id) implements CatalogCommand {
    public ReleaseName {
      Objects.requireNonNull(name);
      Objects.requireNonNull(id);
    }

    @Override
    public CatalogOutcome runOn(CatalogMachine machine, long now) {
      return machine.release(this);
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
