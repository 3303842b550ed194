package io.cmqkafka;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The cluster at one moment, as one process sees it.
 *
 * @param here of the process itself
 * @param kafka as Kafka tells it; empty when it does not
 */
public record ClusterState(Here here, Optional<Kafka> kafka) {

  /**
   * @param instanceId the process's own part of its client ids
   * @param troubles why requests to it would not be served, a sentence each
   * @param clockMs the process's clock, epoch ms
   * @param logTimeMs the brokers' clock, as their acknowledgements tell it, epoch ms
   * @param logTimeAheadMs how far log time is ahead of the brokers' clock in what this process
   *     decides about, ms; 0 unless a broker's clock went back
   */
  public record Here(
      String instanceId, List<String> troubles, long clockMs, long logTimeMs, long logTimeAheadMs) {
    public Here {
      troubles = List.copyOf(troubles);
    }

    /** With one trouble more. */
    public Here and(String trouble) {
      return new Here(
          instanceId,
          Stream.concat(troubles.stream(), Stream.of(trouble)).toList(),
          clockMs,
          logTimeMs,
          logTimeAheadMs);
    }
  }

  /**
   * @param controllerId the broker that leads; -1 while that is not known
   * @param clientVersion of the Kafka clients in this process
   * @param metadataVersion the level of Kafka's own formats that the cluster uses; 0 when it does
   *     not say
   * @param processes sorted by their ids
   * @param commands how far the log of commands is decided about
   * @param publications how far publications are copied to their subscribers
   */
  public record Kafka(
      String clusterId,
      List<Broker> brokers,
      int controllerId,
      String clientVersion,
      int metadataVersion,
      List<Member> processes,
      Progress commands,
      Progress publications) {}

  /** As it tells clients to reach it. */
  public record Broker(int id, String host, int port) {}

  /**
   * A process of the cluster. A killed one counts until its session has ended.
   *
   * @param host from which it reaches Kafka
   * @param rulesVersion the newest version of the rules that it offers
   */
  public record Member(String instanceId, String host, int rulesVersion) {}

  /** Of one Kafka topic, partition by partition. */
  public record Progress(String kafkaTopic, List<Partition> partitions) {}

  /**
   * @param owner the process that works on it; empty while none does
   * @param end where the next record will be
   * @param committed up to where the work is done and kept, at most a second or so ago; empty when
   *     nothing has been kept yet
   */
  public record Partition(
      int partition, Optional<String> owner, long end, OptionalLong committed) {}
}
