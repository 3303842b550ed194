package io.cmqkafka.topology;

import io.cmqkafka.copy.Hole;
import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Entry.Dead;
import io.cmqkafka.queue.Entry.Deferred;
import io.cmqkafka.queue.Entry.Delayed;
import io.cmqkafka.queue.Entry.Done;
import io.cmqkafka.queue.Entry.Gap;
import io.cmqkafka.queue.Entry.InFlight;
import io.cmqkafka.queue.Entry.Ready;
import io.cmqkafka.queue.Entry.Repeat;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.Rules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes in which a shard's state lies in its store: big-endian numbers in a fixed order. */
final class QueueStateCodec {
  private static final byte IN_FLIGHT = 1;
  private static final byte READY = 2;
  private static final byte DELAYED = 3;
  private static final byte DONE = 4;
  private static final byte GAP = 5;
  private static final byte DEFERRED = 6;
  private static final byte DEAD = 7;

  /** In flight for the last time; its fields are those of {@link #IN_FLIGHT}. */
  private static final byte LAST_IN_FLIGHT = 8;

  private static final byte REPEAT = 9;

  /** Dead, and on its way to the queue whose id follows the number. */
  private static final byte MOVING = 10;

  /** A parked receive of the second form begins so; one of the first with its natural number. */
  private static final byte SECOND_FORM = -1;

  private QueueStateCodec() {}

  static byte[] encode(Header header) {
    return ByteBuffer.allocate(56)
        .putLong(header.start())
        .putLong(header.cursor())
        .putLong(header.end())
        .putLong(header.rewindFloor())
        .putLong(header.deliveries())
        .putLong(header.parkings())
        .putLong(header.burials())
        .array();
  }

  /** Also one of before there were dead letters, which ends with the parkings. */
  static Header header(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Header(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.hasRemaining() ? in.getLong() : 0);
  }

  static byte[] encode(Entry entry) {
    if (entry instanceof InFlight delivery) {
      return ByteBuffer.allocate(29)
          .put(delivery.last() ? LAST_IN_FLIGHT : IN_FLIGHT)
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
    if (entry instanceof Deferred deferred) {
      return ByteBuffer.allocate(21)
          .put(DEFERRED)
          .putInt(deferred.count())
          .putLong(deferred.due())
          .putLong(deferred.firstDequeue())
          .array();
    }
    if (entry instanceof Dead dead) {
      return dead.target() == null
          ? ByteBuffer.allocate(9).put(DEAD).putLong(dead.number()).array()
          : moving(dead.number(), dead.target().getBytes(StandardCharsets.UTF_8));
    }
    if (entry instanceof Gap gap) {
      return ByteBuffer.allocate(9).put(GAP).putLong(gap.to()).array();
    }
    if (entry instanceof Repeat repeat) {
      return ByteBuffer.allocate(9).put(REPEAT).putLong(repeat.to()).array();
    }
    return new byte[] {DONE};
  }

  private static byte[] moving(long number, byte[] target) {
    return ByteBuffer.allocate(9 + target.length).put(MOVING).putLong(number).put(target).array();
  }

  static Entry entry(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte kind = in.get();
    return switch (kind) {
      case IN_FLIGHT, LAST_IN_FLIGHT ->
          new InFlight(
              in.getLong(), in.getInt(), in.getLong(), in.getLong(), kind == LAST_IN_FLIGHT);
      case READY -> new Ready(in.getInt(), in.getLong());
      case DELAYED -> new Delayed(in.getLong());
      case DEFERRED -> new Deferred(in.getInt(), in.getLong(), in.getLong());
      case DEAD -> new Dead(in.getLong());
      case MOVING -> new Dead(in.getLong(), StandardCharsets.UTF_8.decode(in).toString());
      case GAP -> new Gap(in.getLong());
      case REPEAT -> new Repeat(in.getLong());
      case DONE -> new Done();
      default -> throw new IllegalStateException("unknown kind of entry: " + kind);
    };
  }

  static byte[] encode(Parked parked) {
    byte[] instance = parked.origin().instance().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(54 + instance.length)
        .put(SECOND_FORM)
        .putLong(parked.number())
        .putLong(parked.origin().request())
        .putInt(parked.max())
        .putLong(parked.visibilityMs())
        .putInt(parked.maxInFlight())
        .putInt(parked.maxReceives())
        .put((byte) (parked.retriesFirst() ? 1 : 0))
        .putLong(parked.deadline())
        .putLong(parked.catchUpTo())
        .put(instance)
        .array();
  }

  static Parked parked(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    boolean firstForm = bytes[0] != SECOND_FORM;
    if (!firstForm) {
      in.get();
    }
    long number = in.getLong();
    long request = in.getLong();
    int max = in.getInt();
    long visibilityMs = in.getLong();
    int maxInFlight = in.getInt();
    int maxReceives = firstForm ? 0 : in.getInt();
    boolean retriesFirst = !firstForm && in.get() == 1;
    long deadline = in.getLong();
    long catchUpTo = in.getLong();
    String instance = StandardCharsets.UTF_8.decode(in).toString();
    return new Parked(
        number,
        new Origin(instance, request),
        max,
        visibilityMs,
        maxInFlight,
        maxReceives,
        retriesFirst,
        deadline,
        catchUpTo);
  }

  static byte[] encode(SeenCopies seen) {
    ByteBuffer out =
        ByteBuffer.allocate(16 + 16 * seen.holes().size())
            .putLong(seen.highest())
            .putLong(seen.at());
    seen.holes().forEach(hole -> out.putLong(hole.from()).putLong(hole.to()));
    return out.array();
  }

  static SeenCopies seen(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long highest = in.getLong();
    long at = in.getLong();
    List<Hole> holes = new ArrayList<>();
    while (in.hasRemaining()) {
      holes.add(new Hole(in.getLong(), in.getLong()));
    }
    return new SeenCopies(highest, at, holes);
  }

  static byte[] encode(Rules rules) {
    return ByteBuffer.allocate(4).putInt(rules.version()).array();
  }

  static Rules rules(byte[] bytes) {
    return new Rules(ByteBuffer.wrap(bytes).getInt());
  }

  static byte[] encode(Progress progress) {
    return ByteBuffer.allocate(16).putLong(progress.position()).putLong(progress.now()).array();
  }

  static Progress progress(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Progress(in.getLong(), in.getLong());
  }
}
