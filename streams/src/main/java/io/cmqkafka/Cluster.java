package io.cmqkafka;

import java.util.concurrent.CompletableFuture;

/** The processes and brokers that serve the queues together, as this process sees them. */
public interface Cluster {

  /**
   * Never blocks, and never fails: when Kafka does not answer, that is among the troubles. What
   * Kafka tells may be up to 2 s old, and is asked for once for all who want it, so that asking
   * often costs Kafka nothing.
   */
  CompletableFuture<ClusterState> describe();
}
