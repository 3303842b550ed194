package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One life of a queue partition as the world around it sees it: what Kafka holds, and which handles
 * and requests the clients remember.
 */
final class SimulatedQueue {
  private static final int REMEMBERED = 40;
  private static final long MESSAGE = 0;
  private static final long GAP = -1;

  /** Added to a serial, it makes one that no delivery will have. */
  private static final long NEVER_GIVEN = 1_000_000;

  private final QueuePartition partition;
  private final Random random;

  /** Where its life begins in Kafka. */
  private final long base;

  private final int maxInFlight;

  /** Per offset from base: MESSAGE, GAP, or when a delayed message is due. */
  private final List<Long> records = new ArrayList<>();

  private final List<Lease> leases = new ArrayList<>();
  private final List<Origin> receives = new ArrayList<>();
  private long knownEnd;

  SimulatedQueue(QueuePartition partition, Random random) {
    this.partition = partition;
    this.random = random;
    base = random.nextInt(3) * 1_000L;
    knownEnd = base;
    maxInFlight = random.nextInt(3) == 0 ? 1_000 : 2 + random.nextInt(12);
  }

  QueuePartition partition() {
    return partition;
  }

  /** What the world takes from a command that is not answered. */
  void sawSent(QueueCommand command) {
    if (command instanceof QueueCommand.Trim trim) {
      knownEnd = Math.max(knownEnd, trim.start());
    }
  }

  void saw(Reply reply) {
    if (reply instanceof Reply.KnownUpTo known) {
      knownEnd = known.end();
    } else if (reply instanceof Reply.Granted granted) {
      granted.grants().forEach(grant -> remember(leases, grant.lease()));
    }
  }

  /** The next records, or a repetition, an overlap, or what lies behind a hole. */
  QueueCommand arrival(long now) {
    long from = knownEnd;
    int kind = random.nextInt(10);
    if (kind == 0) {
      from = Math.max(base, knownEnd - random.nextInt(8));
    } else if (kind == 1) {
      from = knownEnd + 1 + random.nextInt(3);
    }
    long to = from + 1 + random.nextInt(6);
    while (base + records.size() < to) {
      appendToKafka(now);
    }
    List<OffsetRange> gaps = new ArrayList<>();
    List<DelayedOffset> delayed = new ArrayList<>();
    for (long offset = from; offset < to; offset++) {
      long record = at(offset);
      if (record == GAP) {
        long gapFrom = offset;
        while (offset < to && at(offset) == GAP) {
          offset++;
        }
        gaps.add(new OffsetRange(gapFrom, offset));
        offset--;
      } else if (record != MESSAGE) {
        delayed.add(new DelayedOffset(offset, record));
      }
    }
    return new QueueCommand.Arrived(from, to, gaps, delayed);
  }

  QueueCommand receive(Origin origin) {
    remember(receives, origin);
    int max = random.nextInt(3) == 0 ? 1 + random.nextInt(16) : 1;
    long waitMs =
        random.nextInt(5) < 2 ? 0 : 1 + random.nextInt(random.nextInt(10) == 0 ? 500 : 80);
    long sent = random.nextInt(3) == 0 ? knownEnd + random.nextInt(4) : 0;
    int limit = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : maxInFlight;
    return new QueueCommand.Receive(max, 1 + random.nextInt(60), waitMs, sent, limit);
  }

  /** A few handles: new and old ones, some of them forged. */
  List<Lease> someLeases() {
    List<Lease> some = new ArrayList<>();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      some.add(leases.isEmpty() ? new Lease(base, NEVER_GIVEN, 0) : someLease());
    }
    return some;
  }

  /** One of the latest receives, answered or not. */
  Origin someReceive() {
    return receives.isEmpty()
        ? new Origin("nobody", 0)
        : receives.get(receives.size() - 1 - random.nextInt(Math.min(6, receives.size())));
  }

  /** Something near what is known, also a little beyond. */
  long someOffset(int retained) {
    return Math.max(base, knownEnd - retained - 3 + random.nextInt(retained + 5));
  }

  private Lease someLease() {
    int back = random.nextInt(random.nextBoolean() ? Math.min(8, leases.size()) : leases.size());
    Lease lease = leases.get(leases.size() - 1 - back);
    return switch (random.nextInt(20)) {
      case 0 -> new Lease(lease.offset() + 1, lease.serial(), lease.until());
      case 1 -> new Lease(lease.offset(), lease.serial() + NEVER_GIVEN, lease.until());
      case 2 -> new Lease(lease.offset(), lease.serial(), lease.until() + 1_000);
      default -> lease;
    };
  }

  private void appendToKafka(long now) {
    int kind = random.nextInt(20);
    if (kind < 2) {
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        records.add(GAP);
      }
    } else if (kind < 5) {
      records.add(now + random.nextInt(150));
    } else {
      records.add(MESSAGE);
    }
  }

  private long at(long offset) {
    return records.get((int) (offset - base));
  }

  private static <T> void remember(List<T> memory, T what) {
    memory.add(what);
    if (memory.size() > REMEMBERED) {
      memory.remove(0);
    }
  }
}
