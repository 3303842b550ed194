package io.cmqkafka.publication;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Says when a publication was made, which the record does; and is where Streams shows the record as
 * it lies in Kafka, so it notes in its headers under which leader it was written, which processors
 * are not told otherwise.
 */
public final class PublicationTime implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    PublicationHeaders.noteLeaderEpoch(record.headers(), record.leaderEpoch());
    // Below 0 is no time at all, and Streams would leave out the publication.
    return Math.max(0, record.timestamp());
  }
}
