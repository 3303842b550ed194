package io.cmqkafka.topology;

import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Entry.Delayed;
import io.cmqkafka.queue.Entry.Done;
import io.cmqkafka.queue.Entry.Gap;
import io.cmqkafka.queue.Entry.InFlight;
import io.cmqkafka.queue.Entry.Ready;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes in which a shard's state lies in its store: big-endian numbers in a fixed order. */
final class QueueStateCodec {
  private static final byte IN_FLIGHT = 1;
  private static final byte READY = 2;
  private static final byte DELAYED = 3;
  private static final byte DONE = 4;
  private static final byte GAP = 5;

  private QueueStateCodec() {}

  static byte[] encode(Header header) {
    return ByteBuffer.allocate(48)
        .putLong(header.start())
        .putLong(header.cursor())
        .putLong(header.end())
        .putLong(header.rewindFloor())
        .putLong(header.deliveries())
        .putLong(header.parkings())
        .array();
  }

  static Header header(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Header(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  static byte[] encode(Entry entry) {
    if (entry instanceof InFlight delivery) {
      return ByteBuffer.allocate(29)
          .put(IN_FLIGHT)
          .putLong(delivery.serial())
          .putInt(delivery.count())
          .putLong(delivery.until())
          .putLong(delivery.firstDequeue())
          .array();
    }
    if (entry instanceof Ready ready) {
      return ByteBuffer.allocate(13)
          .put(READY)
          .putInt(ready.count())
          .putLong(ready.firstDequeue())
          .array();
    }
    if (entry instanceof Delayed delayed) {
      return ByteBuffer.allocate(9).put(DELAYED).putLong(delayed.due()).array();
    }
    if (entry instanceof Gap gap) {
      return ByteBuffer.allocate(9).put(GAP).putLong(gap.to()).array();
    }
    return new byte[] {DONE};
  }

  static Entry entry(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte kind = in.get();
    return switch (kind) {
      case IN_FLIGHT -> new InFlight(in.getLong(), in.getInt(), in.getLong(), in.getLong());
      case READY -> new Ready(in.getInt(), in.getLong());
      case DELAYED -> new Delayed(in.getLong());
      case GAP -> new Gap(in.getLong());
      case DONE -> new Done();
      default -> throw new IllegalStateException("unknown kind of entry: " + kind);
    };
  }

  static byte[] encode(Parked parked) {
    byte[] instance = parked.origin().instance().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(48 + instance.length)
        .putLong(parked.number())
        .putLong(parked.origin().request())
        .putInt(parked.max())
        .putLong(parked.visibilityMs())
        .putInt(parked.maxInFlight())
        .putLong(parked.deadline())
        .putLong(parked.catchUpTo())
        .put(instance)
        .array();
  }

  static Parked parked(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long number = in.getLong();
    long request = in.getLong();
    int max = in.getInt();
    long visibilityMs = in.getLong();
    int maxInFlight = in.getInt();
    long deadline = in.getLong();
    long catchUpTo = in.getLong();
    String instance = StandardCharsets.UTF_8.decode(in).toString();
    return new Parked(
        number, new Origin(instance, request), max, visibilityMs, maxInFlight, deadline, catchUpTo);
  }

  static byte[] encode(Progress progress) {
    return ByteBuffer.allocate(16).putLong(progress.position()).putLong(progress.now()).array();
  }

  static Progress progress(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Progress(in.getLong(), in.getLong());
  }
}
