package io.cmqkafka.topology;

import io.cmqkafka.queue.QueuePartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Under which key a piece of a queue partition's state is filed: queue id, NUL, partition, kind,
 * number. For a source, its name stands before the kind, and the number is the name's length.
 *
 * @param name empty for everything but a source; ASCII
 */
record QueueStateKey(QueuePartition partition, String name, char kind, long number) {
  static final char HEADER = 'h';
  static final char ENTRY = 'e';
  static final char PARKED = 'p';
  static final char SOURCE = 's';

  /** Shorter than any other key. */
  static final Bytes PROGRESS = Bytes.wrap(new byte[] {0});

  /**
   * Of the rules in force. A build of before there were versions fails at this key, so it decides
   * about nothing where others than the first ones are in force.
   */
  static final Bytes RULES = Bytes.wrap(new byte[] {0, 0});

  private static final int TAIL = 1 + Integer.BYTES + 1 + Long.BYTES;

  QueueStateKey(QueuePartition partition, char kind, long number) {
    this(partition, "", kind, number);
  }

  static QueueStateKey ofSource(QueuePartition partition, String name) {
    return new QueueStateKey(partition, name, SOURCE, name.length());
  }

  Bytes bytes() {
    byte[] id = partition.queueId().getBytes(StandardCharsets.UTF_8);
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return Bytes.wrap(
        ByteBuffer.allocate(id.length + text.length + TAIL)
            .put(id)
            .put((byte) 0)
            .putInt(partition.partition())
            .put(text)
            .put((byte) kind)
            .putLong(number)
            .array());
  }

  static QueueStateKey of(Bytes key) {
    ByteBuffer in = ByteBuffer.wrap(key.get());
    int end = in.limit() - 1 - Long.BYTES;
    char kind = (char) in.get(end);
    long number = in.getLong(end + 1);
    byte[] text = new byte[kind == SOURCE ? (int) number : 0];
    byte[] id = new byte[in.remaining() - text.length - TAIL];
    in.get(id).get();
    QueuePartition partition =
        new QueuePartition(new String(id, StandardCharsets.UTF_8), in.getInt());
    in.get(text);
    return new QueueStateKey(partition, new String(text, StandardCharsets.US_ASCII), kind, number);
  }
}
