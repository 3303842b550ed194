package io.cmqkafka.facade.embedded;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/**
 * Sees when the controller no longer takes a broker for alive that was killed.
 *
 * <p>A broker that starts before then reads that it leads all partitions, and resumes what its
 * former life left undone, such as the ends of transactions. It cannot carry that out, since nobody
 * listens at the former address; and when its fencing takes the leadership away, the transaction
 * coordinator of Kafka 4.3 takes partitions without a leader for deleted ones ({@code
 * TransactionMarkerChannelManager}), so that those transactions never end.
 */
final class FormerLife implements MetadataPublisher {
  private final int nodeId;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  FormerLife(int nodeId) {
    this.nodeId = nodeId;
  }

  /** Completes when the broker is fenced, or was never registered. */
  CompletableFuture<Void> over() {
    return over;
  }

  @Override
  public String name() {
    return "FormerLife";
  }

  @Override
  public void onMetadataUpdate(
      MetadataDelta delta, MetadataImage newImage, LoaderManifest manifest) {
    BrokerRegistration registration = newImage.cluster().broker(nodeId);
    if (registration == null || registration.fenced()) {
      over.complete(null);
    }
  }
}
