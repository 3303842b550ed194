package io.cmqkafka.arrival;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.QueueCommand.Arrived;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns what one poll brought from one queue partition into an arrival. */
final class PolledRecords {
  private PolledRecords() {}

  /**
   * @param from the first offset that is to be told of; records before it are left out
   * @param records in offset order, not empty
   * @param to where the next poll will begin
   */
  static Arrived arrival(long from, List<ConsumerRecord<byte[], byte[]>> records, long to) {
    List<OffsetRange> gaps = new ArrayList<>();
    List<DelayedOffset> delayed = new ArrayList<>();
    List<Copied> copied = new ArrayList<>();
    long next = from;
    long gapFrom = -1;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() < from) {
        continue;
      }
      if (record.offset() > next && gapFrom < 0) {
        gapFrom = next;
      }
      next = record.offset() + 1;
      if (record.value() == null) {
        gapFrom = gapFrom < 0 ? record.offset() : gapFrom;
        continue;
      }
      if (gapFrom >= 0) {
        gaps.add(new OffsetRange(gapFrom, record.offset()));
        gapFrom = -1;
      }
      long due = DelayHeaders.due(record.headers(), record.timestamp());
      if (due > record.timestamp()) {
        delayed.add(new DelayedOffset(record.offset(), due));
      }
      CopyHeader source = CopyHeader.in(record.headers());
      if (source != null) {
        copied.add(
            new Copied(record.offset(), source.source(), source.number(), source.previous()));
      }
    }
    if (gapFrom < 0 && to > next) {
      gapFrom = next;
    }
    if (gapFrom >= 0) {
      gaps.add(new OffsetRange(gapFrom, Math.max(to, next)));
    }
    return new Arrived(from, Math.max(to, next), gaps, delayed, copied);
  }
}
