package io.cmqkafka.publication;

import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import java.util.List;

/** Where the copies of publications go, as this process knows it. */
public interface CopyTargets {

  /**
   * Where copies for one subscription go.
   *
   * @param life the life of the queue behind it
   * @param kafkaTopic where the copy goes
   * @param partitions the copy goes to one of so many; 0 for as many as the Kafka topic has
   */
  record Place(String subscriptionId, String life, String kafkaTopic, int partitions) {}

  /**
   * The subscriptions that choose a publication.
   *
   * @param places one for each of them that gets a copy
   * @param lost the ids of those whose queue does not exist: for them nothing is kept
   */
  record Chosen(List<Place> places, List<String> lost) {
    static final Chosen NOBODY = new Chosen(List.of(), List.of());
  }

  /**
   * Blocks until what this process knows is as new as that version of the catalog, if there is such
   * a version.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when that takes too long
   */
  void awaitVersion(long catalogVersion);

  /**
   * Whom the labels choose. Nobody for a topic that does not exist.
   *
   * @param topicId the life of the topic that its publisher knew; null for the present one
   * @param at where the publication is
   */
  Chosen of(String topicName, String topicId, MessageId at, Labels labels);
}
