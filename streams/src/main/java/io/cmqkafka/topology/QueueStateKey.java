package io.cmqkafka.topology;

import io.cmqkafka.queue.QueuePartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Under which key a piece of a queue partition's state is filed: queue id, NUL, partition, kind,
 * number.
 */
record QueueStateKey(QueuePartition partition, char kind, long number) {
  static final char HEADER = 'h';
  static final char ENTRY = 'e';
  static final char PARKED = 'p';

  /** Shorter than any other key. */
  static final Bytes PROGRESS = Bytes.wrap(new byte[] {0});

  private static final int TAIL = 1 + Integer.BYTES + 1 + Long.BYTES;

  Bytes bytes() {
    byte[] id = partition.queueId().getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(id.length + TAIL)
            .put(id)
            .put((byte) 0)
            .putInt(partition.partition())
            .put((byte) kind)
            .putLong(number)
            .array());
  }

  static QueueStateKey of(Bytes key) {
    ByteBuffer in = ByteBuffer.wrap(key.get());
    byte[] id = new byte[in.remaining() - TAIL];
    in.get(id).get();
    QueuePartition partition =
        new QueuePartition(new String(id, StandardCharsets.UTF_8), in.getInt());
    return new QueueStateKey(partition, (char) in.get(), in.getLong());
  }
}
