package io.cmqkafka.arrival;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.publication.PublicationCopy;
import io.cmqkafka.publication.PublicationHeaders;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueuePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Records that anybody wrote to a queue's Kafka topic. A line each: offset's distance from the one
 * before, timestamp, {@code -} for one without a value, and then {@code name=value} of headers,
 * separated by semicolons. One command says all of them, whatever they say; and each can be the
 * copy of a publication.
 */
public final class TailTarget implements Target {
  private static final QueuePartition QUEUE = new QueuePartition("queue-aaaaaaaa", 0);
  private static final Origin ORIGIN = new Origin("87f841799522", 7);

  @Override
  public void run(byte[] input) throws MalformedRecordException {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long next = 7;
    for (String line : new String(input, ISO_8859_1).split("\n")) {
      ConsumerRecord<byte[], byte[]> record = record(next, line);
      records.add(record);
      next = record.offset() + 1;
      readAsCopy(record);
    }
    Arrived arrived = PolledRecords.arrival(7, records, next);
    LoggedCommand told = new LoggedCommand.ForQueue(QUEUE, ORIGIN, arrived);
    Claim.same(told, CommandJson.decode(CommandJson.encode(told)), "what is told");
  }

  private static ConsumerRecord<byte[], byte[]> record(long next, String line) {
    String[] parts = line.split(" ", 4);
    Headers headers = new RecordHeaders();
    for (String header : parts.length < 4 ? new String[0] : parts[3].split(";")) {
      String[] pair = header.split("=", 2);
      headers.add(pair[0], pair.length < 2 ? null : pair[1].getBytes(ISO_8859_1));
    }
    boolean hasValue = parts.length < 3 || !parts[2].equals("-");
    return new ConsumerRecord<>(
        "cmq.queue.q",
        0,
        next + Math.min(1_000, Math.abs(number(parts, 0) % 1_000)),
        Math.max(-1, number(parts, 1)),
        TimestampType.CREATE_TIME,
        0,
        hasValue ? 1 : -1,
        null,
        hasValue ? new byte[] {'x'} : null,
        headers,
        Optional.empty());
  }

  private static long number(String[] parts, int index) {
    try {
      return Long.parseLong(parts[index]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return 0;
    }
  }

  private static void readAsCopy(ConsumerRecord<byte[], byte[]> record) {
    MessageId place = new MessageId(0, record.offset());
    PublicationCopy copy = PublicationCopy.of(place, StoredBody.of(record));
    Claim.that(copy.id() != null && copy.labels() != null, "no copy of anything");
    CopyHeader source = CopyHeader.in(record.headers());
    if (source != null) {
      Headers again = new RecordHeaders();
      source.addTo(again);
      Claim.same(source, CopyHeader.in(again), "a source");
    }
    try {
      PublicationHeaders.catalogVersion(record.headers());
      PublicationHeaders.topicId(record.headers());
      Headers again =
          PublicationHeaders.of("topic-a", PublicationHeaders.labels(record.headers()), 7);
      Claim.same(
          PublicationHeaders.labels(record.headers()), PublicationHeaders.labels(again), "labels");
    } catch (MalformedRecordException e) {
      Claim.isOneLine(e.getMessage());
    }
  }
}
