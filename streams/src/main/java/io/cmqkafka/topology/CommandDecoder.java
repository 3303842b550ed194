package io.cmqkafka.topology;

import io.cmqkafka.log.CommandJson;
import io.cmqkafka.log.LoggedCommand;
import io.cmqkafka.log.MalformedRecordException;
import io.cmqkafka.log.SkippedRecords;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Reads the commands log's records; foreign ones are counted and skipped. */
final class CommandDecoder extends ContextualProcessor<byte[], byte[], byte[], LoggedCommand> {
  private final SkippedRecords skipped;

  CommandDecoder(SkippedRecords skipped) {
    this.skipped = skipped;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      context().forward(record.withValue(CommandJson.decode(record.value())));
    } catch (MalformedRecordException e) {
      RecordMetadata place = context().recordMetadata().orElseThrow();
      skipped.skip(place.topic(), place.partition(), place.offset(), e);
    }
  }
}
