package io.cmqkafka.topology;

import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Reads the commands log's records; foreign ones, and commands in a partition that does not decide
 * about them, are counted and skipped.
 */
final class CommandDecoder extends ContextualProcessor<byte[], byte[], byte[], LoggedCommand> {
  private final CommandPartitions partitions;
  private final SkippedRecords skipped;

  CommandDecoder(CommandPartitions partitions, SkippedRecords skipped) {
    this.partitions = partitions;
    this.skipped = skipped;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    LoggedCommand command;
    try {
      command = CommandJson.decode(record.value());
      if (!partitions.holds(place.partition(), command)) {
        throw new MalformedRecordException("another partition decides about this");
      }
    } catch (MalformedRecordException e) {
      skipped.skip(place.topic(), place.partition(), place.offset(), e);
      return;
    }
    context().forward(record.withValue(command));
  }
}
