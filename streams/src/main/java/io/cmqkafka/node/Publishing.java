package io.cmqkafka.node;

import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.TopicBounds;
import io.cmqkafka.definition.KafkaEndpoints;
import io.cmqkafka.definition.TopicDefinitions;
import io.cmqkafka.publication.CatalogCopyTargets;
import io.cmqkafka.publication.CopyTally;
import io.cmqkafka.publication.FanOutStreams;
import io.cmqkafka.publication.MissingTopics;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.publication.Subscribers;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.sending.RateLimits;
import io.cmqkafka.streams.RunningTopology;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;

/** What a process does for topics: it takes publications, and copies its share of them. */
final class Publishing implements AutoCloseable {
  private final Foundation base;
  private final CatalogView catalog;
  private final Subscribers subscribers;
  private final PublicationLog publications;
  private final RunningTopology fanOut;

  Publishing(Foundation base, CatalogView catalog) throws TimeoutException, InterruptedException {
    this.base = base;
    this.catalog = catalog;
    this.subscribers = new Subscribers(catalog);
    String topic = base.names().publications();
    // This closes it; the fan-out is closed elsewhere.
    Producer<byte[], byte[]> producer = base.clients().publicationProducer();
    // Asked before the first publication, which must not wait for metadata.
    base.progress().ask(() -> producer.partitionsFor(topic));
    this.publications =
        new PublicationLog(producer, topic, base.partitions().publications(), base.budget());
    this.fanOut =
        FanOutStreams.of(
            base.config(),
            base.partitions().publicationsId(),
            new CatalogCopyTargets(catalog, subscribers, base.timeoutMs()),
            new MissingTopics(base.admin(), base.names(), base.timeoutMs(), System::nanoTime),
            new CopyTally(base.tally(), catalog::topicOf, base.names(), base.meters()),
            base.skipped(),
            base.clients().topicMetrics());
    base.meters()
        .gauge("cmq.inflight.publication.bytes", publications, PublicationLog::inflightBytes);
  }

  PublicationLog publications() {
    return publications;
  }

  RunningTopology fanOut() {
    return fanOut;
  }

  PublishedTopics topics(
      QueueTopics kafkaTopics,
      CatalogChanges changes,
      PartitionRequests requests,
      QueueCounter counter) {
    TopicBounds bounds = base.config().topics();
    return new PublishedTopics(
        catalog,
        subscribers,
        publications,
        new TopicDefinitions(
            bounds, base.names(), kafkaTopics, catalog, changes, publications, requests),
        new KafkaEndpoints(kafkaTopics::seemsWritable, System::nanoTime),
        counter,
        new RateLimits(bounds.rateLimit()),
        base.tally());
  }

  /**
   * Completes when a new queue gets every later publication of topics that subscribe a queue of its
   * name, also those that are copied by processes which do not know the queue yet.
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
