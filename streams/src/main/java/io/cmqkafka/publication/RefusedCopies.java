package io.cmqkafka.publication;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Drops a copy that its Kafka topic would refuse again and again, so that one subscriber does not
 * stop the others; everything else is left to be tried again. Such topics are the operator's, whose
 * settings are not ours; and a publication that was written compressed may be too large for any.
 */
public final class RefusedCopies implements ProductionExceptionHandler {

  /** The property that holds the {@link MissingTopics}. */
  static final String MISSING_TOPICS = "cmq.missing.topics";

  /** The property that holds the {@link CopyTally}. */
  static final String COPIES = "cmq.copies";

  private MissingTopics missing;
  private CopyTally copies;

  @Override
  public void configure(Map<String, ?> properties) {
    missing = (MissingTopics) properties.get(MISSING_TOPICS);
    copies = (CopyTally) properties.get(COPIES);
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> copy, Exception failure) {
    if (failure instanceof RecordTooLargeException
        || failure instanceof RecordBatchTooLargeException
        || failure instanceof InvalidTimestampException) {
      copies.dropped(copy);
      return Response.resume();
    }
    if (failure instanceof InvalidRecordException) {
      // A compacted topic wants keys, which no copy has.
      missing.refusesAll(copy.topic(), failure);
      copies.dropped(copy);
      return Response.resume();
    }
    return failure instanceof RetriableException ? Response.retry() : Response.fail();
  }
}
