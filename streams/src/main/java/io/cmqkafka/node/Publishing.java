package io.cmqkafka.node;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.definition.TopicDefinitions;
import io.cmqkafka.kafka.KafkaTopicSetup;
import io.cmqkafka.kafka.Patience;
import io.cmqkafka.kafka.RunningTopology;
import io.cmqkafka.kafka.SkippedRecords;
import io.cmqkafka.kafka.TopicMetrics;
import io.cmqkafka.publication.CatalogAudience;
import io.cmqkafka.publication.FanOutStreams;
import io.cmqkafka.publication.MissingTopics;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.publication.Subscribers;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.sending.RateLimits;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/** What a process does for topics: it takes publications, and copies its share of them. */
final class Publishing implements AutoCloseable {
  private final CatalogView catalog;
  private final Subscribers subscribers;
  private final PublicationLog publications;
  private final RunningTopology fanOut;

  /**
   * @param producer for publications; closed with this, which the fan-out is not
   * @param deadlineNanos when the start takes too long, {@link System#nanoTime}
   */
  Publishing(
      CmqConfig config,
      KafkaTopicSetup.Partitions partitions,
      Admin admin,
      Producer<byte[], byte[]> producer,
      CatalogView catalog,
      SkippedRecords skipped,
      TopicMetrics topicMetrics,
      ByteBudget budget,
      MeterRegistry meters,
      long deadlineNanos)
      throws TimeoutException, InterruptedException {
    this.catalog = catalog;
    this.subscribers = new Subscribers(catalog);
    String topic = config.topics().publications();
    // Known before the first publication, which must not wait for it.
    Patience.until(deadlineNanos, () -> producer.partitionsFor(topic));
    this.publications = new PublicationLog(producer, topic, partitions.publications(), budget);
    this.fanOut =
        FanOutStreams.of(
            config,
            partitions.publicationsId(),
            new CatalogAudience(catalog, subscribers, config.requestTimeoutMs()),
            new MissingTopics(
                admin, config.topics(), config.requestTimeoutMs(), System::nanoTime, meters),
            skipped,
            topicMetrics);
    meters.gauge("cmq.inflight.publication.bytes", publications, PublicationLog::inflightBytes);
  }

  PublicationLog publications() {
    return publications;
  }

  RunningTopology fanOut() {
    return fanOut;
  }

  PublishedTopics topics(
      CmqConfig config,
      QueueTopics kafkaTopics,
      CatalogChanges changes,
      PartitionRequests requests,
      QueueCounter counter,
      Executor executor) {
    return new PublishedTopics(
        catalog,
        subscribers,
        publications,
        new TopicDefinitions(config, kafkaTopics, catalog, changes, publications, requests),
        counter,
        new RateLimits(config.topicRateLimit()),
        executor);
  }

  /**
   * Completes when the queue, which is new, gets what is published from now on to topics that
   * subscribe a queue of its name: also what others copy, who may not know of it yet.
   */
  CompletableFuture<Void> putInForce(QueueDefinition queue) {
    long version = catalog.version();
    return CompletableFuture.allOf(
        catalog.topicsThatSubscribe(queue.name()).stream()
            .map(topicName -> publications.markVersion(topicName, version))
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public void close() {
    publications.close();
  }
}
