package io.cmqkafka.publication;

import io.cmqkafka.malformed.SkippedRecords;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TopicNameExtractor;

/**
 * The topology of topics and subscriptions.
 *
 * <pre>
 *  cmq.publications ──▶ fan-out ──▶ the Kafka topics of queues, deliveries and Kafka endpoints
 * </pre>
 */
public final class FanOutTopology {
  private FanOutTopology() {}

  /**
   * @param publications the Kafka topic that publications are read from
   * @param publicationsId Kafka's own id of it
   */
  // The one method that a partitioner must have is deprecated, and its successor calls it.
  @SuppressWarnings("removal")
  public static Topology of(
      String publications,
      String publicationsId,
      CopyTargets targets,
      MissingTopics missing,
      CopyTally copies,
      SkippedRecords skipped) {
    Topology topology = new Topology();
    topology.addSource(
        "publications", new ByteArrayDeserializer(), new ByteArrayDeserializer(), publications);
    topology.addProcessor(
        "fan-out",
        () -> new FanOutProcessor(targets, missing, copies, publicationsId, skipped),
        "publications");
    TopicNameExtractor<CopyAddress, byte[]> topic = (to, body, context) -> to.kafkaTopic();
    Serializer<CopyAddress> noKey = (kafkaTopic, to) -> null;
    StreamPartitioner<CopyAddress, byte[]> partition =
        (kafkaTopic, to, body, partitions) -> Optional.of(Set.of(to.partitionOf(partitions)));
    topology.addSink("copies", topic, noKey, new ByteArraySerializer(), partition, "fan-out");
    return topology;
  }
}
