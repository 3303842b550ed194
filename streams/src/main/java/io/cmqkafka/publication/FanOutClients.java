package io.cmqkafka.publication;

import io.cmqkafka.kafka.TopicMetrics;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/** The Kafka clients of the fan-out: as Streams makes them itself, but for the producer. */
final class FanOutClients implements KafkaClientSupplier {
  private final MissingTopics missing;
  private final CopyTally copies;
  private final TopicMetrics topicMetrics;

  /**
   * @param topicMetrics the producer's topics come and go with the queues that subscribe
   */
  FanOutClients(MissingTopics missing, CopyTally copies, TopicMetrics topicMetrics) {
    this.missing = missing;
    this.copies = copies;
    this.topicMetrics = topicMetrics;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return topicMetrics.watch(new SparedProducer(config, missing, copies));
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
