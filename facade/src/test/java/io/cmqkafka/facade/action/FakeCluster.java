package io.cmqkafka.facade.action;

import io.cmqkafka.Cluster;
import io.cmqkafka.ClusterState;
import io.cmqkafka.ClusterState.Broker;
import io.cmqkafka.ClusterState.Here;
import io.cmqkafka.ClusterState.Kafka;
import io.cmqkafka.ClusterState.Member;
import io.cmqkafka.ClusterState.Partition;
import io.cmqkafka.ClusterState.Progress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Two processes on one broker, one of which decides about nothing. */
final class FakeCluster implements Cluster {
  private static final Here HERE = new Here("aa", List.of("it is \"slow\""), 1_000, 1_001, 0);

  ClusterState state =
      new ClusterState(
          HERE,
          Optional.of(
              new Kafka(
                  "id",
                  List.of(new Broker(1, "broker", 9092)),
                  1,
                  "4.2.0",
                  29,
                  List.of(new Member("aa", "10.0.0.1", 3), new Member("bb", "10.0.0.2", 2)),
                  new Progress(
                      "cmq.commands",
                      List.of(
                          new Partition(0, Optional.of("aa"), 10, OptionalLong.of(9)),
                          new Partition(1, Optional.empty(), 5, OptionalLong.empty()))),
                  new Progress("cmq.publications", List.of()))));

  @Override
  public CompletableFuture<ClusterState> describe() {
    return CompletableFuture.completedFuture(state);
  }
}
