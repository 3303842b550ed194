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
 * Spares Streams to hear that a copy may not be written to a Kafka topic of somebody else's: to it
 * that is fatal, and no handler of ours is asked. To nobody else is it: that copy is dropped, and
 * what else is published meanwhile does not go there.
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
