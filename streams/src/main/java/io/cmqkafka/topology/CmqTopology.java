package io.cmqkafka.topology;

import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.Rules;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology of queues and catalog.
 *
 * <pre>
 *  cmq.commands ──▶ decoder ──┬─▶ queues   (queue-state and its changelog) ──▶ replies
 *                             └─▶ catalog  (catalog-state and its changelog) ──▶ cmq.catalog
 * </pre>
 */
public final class CmqTopology {

  /**
   * Small segments that are compacted early, so that a new owner has to read little more than the
   * state itself.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(16 << 20),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
          TopicConfig.DELETE_RETENTION_MS_CONFIG, "600000");

  private CmqTopology() {}

  /**
   * @param newest the newest rules that can be decided by here
   */
  public static Topology of(
      KafkaTopics topics,
      CommandPartitions partitions,
      Outbox outbox,
      OwnershipListener listener,
      SkippedRecords skipped,
      StateSize size,
      Rules newest) {
    Topology topology = new Topology();
    topology.addSource(
        "commands", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.commands());
    topology.addProcessor("decoder", () -> new CommandDecoder(partitions, skipped), "commands");
    topology.addProcessor(
        "queues", () -> new QueueProcessor(outbox, listener, skipped, newest), "decoder");
    topology.addStateStore(queueState(size, outbox::flush), "queues");
    topology.addProcessor(
        "catalog", () -> new CatalogProcessor(outbox, skipped, newest), "decoder");
    topology.addStateStore(catalogState(), "catalog");
    topology.addSink(
        "catalog-entries",
        topics.catalog(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        "catalog");
    return topology;
  }

  private static StoreBuilder<?> queueState(StateSize size, Runnable beforeCommit) {
    return WriteBehindStore.builder(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(QueueProcessor.STORE),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingEnabled(CHANGELOG),
        size,
        beforeCommit);
  }

  private static StoreBuilder<?> catalogState() {
    StoreBuilder<? extends KeyValueStore<?, ?>> state =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(CatalogProcessor.STORE),
            Serdes.String(),
            Serdes.ByteArray());
    return state.withCachingEnabled().withLoggingEnabled(CHANGELOG);
  }
}
