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
 * Counts the copies that Kafka takes, and hides from Streams that a copy may not be written to a
 * foreign Kafka topic. Streams would take that for fatal, without asking a handler of ours. For the
 * fan-out it is not: that copy is dropped, and what else is published meanwhile does not go there.
 */
final class SparedProducer extends KafkaProducer<byte[], byte[]> {
  private final MissingTopics missing;
  private final CopyTally copies;

  SparedProducer(Map<String, Object> config, MissingTopics missing, CopyTally copies) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.missing = missing;
    this.copies = copies;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> copy, Callback told) {
    return super.send(copy, sparing(copy, told, missing, copies));
  }

  static Callback sparing(
      ProducerRecord<byte[], byte[]> copy, Callback told, MissingTopics missing, CopyTally copies) {
    return (metadata, failure) -> {
      if (failure instanceof TopicAuthorizationException && missing.mayBeForbidden(copy.topic())) {
        missing.refusesAll(copy.topic(), failure);
        copies.dropped(copy);
        return;
      }
      if (failure == null) {
        copies.made(copy);
      }
      if (told != null) {
        told.onCompletion(metadata, failure);
      }
    };
  }
}
