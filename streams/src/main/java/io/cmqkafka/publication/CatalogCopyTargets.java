package io.cmqkafka.publication;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.view.CatalogView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;

/** The targets of copies by the subscriptions in the catalog. Thread-safe. */
public final class CatalogCopyTargets implements CopyTargets {
  private final CatalogView catalog;
  private final Subscribers subscribers;
  private final long timeoutMs;

  /**
   * @param timeoutMs how long the view may take to become as new as it has to be
   */
  public CatalogCopyTargets(CatalogView catalog, Subscribers subscribers, long timeoutMs) {
    this.catalog = catalog;
    this.subscribers = subscribers;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void awaitVersion(long catalogVersion) {
    if (catalog.version() >= catalogVersion) {
      return;
    }
    try {
      // Does not wait for the version itself: any producer can write one that never comes.
      catalog.catchUp().get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted while waiting for the catalog", e);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the catalog could not be read in time", e);
    }
  }

  @Override
  public Chosen of(String topicName, String topicId, MessageId at, Labels labels) {
    Optional<TopicDefinition> topic =
        catalog.topic(topicName).filter(now -> now.covers(topicId, at));
    if (topic.isEmpty()) {
      return Chosen.NOBODY;
    }
    List<Place> places = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    Subscribers.Parts parts = subscribers.parts(topic.get());
    for (SubscriptionDefinition one : parts.served().matching(labels)) {
      place(one).ifPresentOrElse(places::add, () -> lost.add(one.id()));
    }
    for (SubscriptionDefinition one : parts.withoutQueue().matching(labels)) {
      lost.add(one.id());
    }
    return new Chosen(places, lost);
  }

  private Optional<Place> place(SubscriptionDefinition one) {
    return switch (one.protocol()) {
      case HTTP -> Optional.of(place(one, one.delivery()));
      // The queue may be gone since the subscribers were asked for.
      case QUEUE -> catalog.queue(one.endpoint()).map(queue -> place(one, queue));
      case KAFKA -> Optional.of(new Place(one.id(), one.endpoint(), one.endpoint(), 0));
    };
  }

  private static Place place(SubscriptionDefinition one, QueueDefinition queue) {
    return new Place(one.id(), queue.id(), queue.kafkaTopic(), queue.partitions());
  }
}
