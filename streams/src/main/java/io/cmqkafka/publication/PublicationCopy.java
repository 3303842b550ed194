package io.cmqkafka.publication;

import io.cmqkafka.body.MoveHeaders;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * What a record in a delivery queue's Kafka topic says of the publication it is a copy of.
 *
 * @param id what the publisher was told, also of what was given up and came back
 * @param publishTimeMs epoch ms of log time
 */
public record PublicationCopy(MessageId id, Labels labels, long publishTimeMs) {

  /**
   * Of records that others wrote there, their own place and time stand for what they do not say.
   *
   * @param place of the record
   */
  public static PublicationCopy of(MessageId place, StoredBody stored) {
    Headers headers = new RecordHeaders(stored.headers());
    Labels labels;
    long publishTimeMs;
    try {
      labels = PublicationHeaders.labels(headers);
      publishTimeMs = PublicationHeaders.publishTimeMs(headers, stored.timestampMs());
    } catch (MalformedRecordException e) {
      labels = Labels.NONE;
      publishTimeMs = stored.timestampMs();
    }
    MessageId id = MoveHeaders.publishedId(headers).orElse(place);
    return new PublicationCopy(id, labels, publishTimeMs);
  }
}
