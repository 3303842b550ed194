package io.cmqkafka.publication;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Hides from Streams that a copy may not be written to a foreign Kafka topic. Streams would take
 * that for fatal, without asking a handler of ours. For the fan-out it is not: that copy is
 * dropped, and what else is published meanwhile does not go there.
 */
final class SparedProducer extends KafkaProducer<byte[], byte[]> {
  private final MissingTopics missing;

  SparedProducer(Map<String, Object> config, MissingTopics missing) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.missing = missing;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> copy, Callback told) {
    return super.send(copy, sparing(copy.topic(), told, missing));
  }

  static Callback sparing(String kafkaTopic, Callback told, MissingTopics missing) {
    return (metadata, failure) -> {
      if (failure instanceof TopicAuthorizationException && missing.mayBeForbidden(kafkaTopic)) {
        missing.refusesAll(kafkaTopic, failure);
      } else if (told != null) {
        told.onCompletion(metadata, failure);
      }
    };
  }
}
