package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.SteppedClocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One life of a queue partition as the world around it sees it: what Kafka holds, and which handles
 * and requests the clients remember.
 */
final class SimulatedQueue {
  private static final int REMEMBERED = 40;

  /** Added to a serial, it makes one that no delivery will have. */
  private static final long NEVER_GIVEN = 1_000_000;

  private final QueuePartition partition;
  private final Random random;

  /** Where its life begins in Kafka; another topic of that name begins at 0. */
  private long base;

  private final int maxInFlight;

  /** Out of two receives, how many ask for retries first. */
  private final int retriesFirst;

  /** Per offset from base. */
  private final List<Stored> records = new ArrayList<>();

  private final List<SimulatedSource> sources;

  /** Whoever moves dead letters was told of these. */
  private final Deque<Buried> dead = new ArrayDeque<>();

  /** What was moved some time ago. */
  private final List<Buried> moved = new ArrayList<>();

  /** After how many deliveries a message dies, mostly; 0 for never. */
  private final int maxReceives;

  private final List<Lease> leases = new ArrayList<>();
  private final List<Origin> receives = new ArrayList<>();

  /** Whether the machine knows where the queue begins; what lies before is never told. */
  private boolean begun;

  private long knownEnd;

  /**
   * @param due when a delayed message is due, 0 for none
   * @param copied null for what is no copy
   */
  private record Stored(boolean gap, long due, Copied copied, Stamp stamp) {
    static Stored gap(Stamp stamp) {
      return new Stored(true, 0, null, stamp);
    }

    static Stored message(Stamp stamp) {
      return new Stored(false, 0, null, stamp);
    }

    boolean isOf(SimulatedSource source) {
      return copied != null && copied.source().equals(source.name);
    }
  }

  /** What a broker's clock said when a record was appended, and when that really was. */
  private record Stamp(long brokerMs, long trueMs) {}

  SimulatedQueue(QueuePartition partition, Random random) {
    this.partition = partition;
    this.random = random;
    base = random.nextInt(3) * 1_000L;
    knownEnd = base;
    retriesFirst = random.nextInt(3);
    maxReceives = Math.max(0, random.nextInt(9) - 4);
    sources = List.of(new SimulatedSource("a", random), new SimulatedSource("b", random));
    maxInFlight = random.nextInt(3) == 0 ? 1_000 : 2 + random.nextInt(12);
  }

  QueuePartition partition() {
    return partition;
  }

  /** What the world takes from a command that is not answered. */
  void sawSent(QueueCommand command) {
    if (command instanceof QueueCommand.Trim trim) {
      knownEnd = Math.max(knownEnd, trim.start());
      begun = true;
    }
  }

  void saw(Reply reply) {
    if (reply instanceof Reply.KnownUpTo known) {
      knownEnd = known.end();
      begun = true;
    } else if (reply instanceof Reply.Granted granted) {
      granted.grants().forEach(grant -> remember(leases, grant.lease()));
    }
  }

  /** The next records, or a repetition, an overlap, or what lies behind a hole. */
  QueueCommand arrival(SteppedClocks clocks) {
    long from = knownEnd;
    int kind = random.nextInt(10);
    if (kind == 0) {
      from = Math.max(base, knownEnd - random.nextInt(8));
    } else if (kind == 1) {
      from = knownEnd + 1 + random.nextInt(3);
    }
    long to = from + 1 + random.nextInt(6);
    while (base + records.size() < to) {
      appendToKafka(clocks);
    }
    List<OffsetRange> gaps = new ArrayList<>();
    List<DelayedOffset> delayed = new ArrayList<>();
    List<Copied> copied = new ArrayList<>();
    for (long offset = from; offset < to; offset++) {
      Stored record = at(offset);
      if (record.gap()) {
        long gapFrom = offset;
        while (offset < to && at(offset).gap()) {
          offset++;
        }
        gaps.add(new OffsetRange(gapFrom, offset));
        offset--;
      }
      if (record.due() > 0) {
        delayed.add(new DelayedOffset(offset, record.due()));
      }
      if (record.copied() != null) {
        copied.add(record.copied());
      }
    }
    return new QueueCommand.Arrived(from, to, gaps, delayed, copied);
  }

  boolean hasBegun() {
    return begun;
  }

  /** Kafka loses its latest records, or all with the topic. */
  QueueCommand cutBack(int retained) {
    long end = random.nextInt(8) == 0 ? 0 : someOffset(retained);
    base = Math.min(base, end);
    List<Stored> lost = records.subList((int) Math.min(records.size(), end - base), records.size());
    for (SimulatedSource source : sources) {
      if (lost.stream().anyMatch(record -> record.isOf(source))) {
        source.beginAgain();
      }
    }
    lost.clear();
    return new QueueCommand.CutBack(end);
  }

  QueueCommand receive(Origin origin) {
    remember(receives, origin);
    int max = random.nextInt(3) == 0 ? 1 + random.nextInt(16) : 1;
    long waitMs =
        random.nextInt(5) < 2 ? 0 : 1 + random.nextInt(random.nextInt(10) == 0 ? 500 : 80);
    long sent = random.nextInt(3) == 0 ? knownEnd + random.nextInt(4) : 0;
    int limit = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : maxInFlight;
    boolean usual = random.nextInt(20) > 0;
    return new QueueCommand.Receive(
        max,
        1 + random.nextInt(60),
        waitMs,
        sent,
        limit,
        usual ? maxReceives : random.nextInt(4),
        random.nextInt(2) < retriesFirst);
  }

  void sawDead(Buried letter) {
    dead.add(letter);
  }

  QueueCommand expire(int retained) {
    return new QueueCommand.Expire(
        Math.max(0, someOffset(retained) - random.nextInt(10)), random.nextInt(6));
  }

  /** Looks for messages in one state, in some, or in all. */
  QueueCommand browse(int retained) {
    EnumSet<MessageState> states = EnumSet.allOf(MessageState.class);
    if (random.nextBoolean()) {
      states.removeIf(state -> random.nextBoolean());
    }
    if (states.isEmpty()) {
      states.add(MessageState.INVISIBLE);
    }
    return new QueueCommand.Browse(
        someOffset(retained), random.nextBoolean(), states, 1 + random.nextInt(20));
  }

  /** Acts on some offsets, of messages in any state or none. */
  QueueCommand choose(int retained) {
    Set<Long> offsets = new LinkedHashSet<>();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      offsets.add(someOffset(retained));
    }
    Act act = random.nextBoolean() ? Act.MOVE : Act.values()[random.nextInt(Act.values().length)];
    List<Long> chosen = List.copyOf(offsets);
    return act == Act.MOVE
        ? new QueueCommand.Choose(chosen, act, "queue-" + random.nextInt(2), 1 + random.nextInt(30))
        : new QueueCommand.Choose(chosen, act);
  }

  /** Some dead letters cannot be moved; of others that is said late, or wrongly. */
  QueueCommand takeBack() {
    List<Buried> diedAgain = moved.stream().filter(this::isDeadAgain).toList();
    if (!diedAgain.isEmpty() && random.nextBoolean()) {
      return new QueueCommand.Return(diedAgain);
    }
    if (hasEarlierNumbers() && random.nextInt(3) == 0) {
      return new QueueCommand.Return(underAnEarlierNumber());
    }
    List<Buried> letters = new ArrayList<>();
    for (int left = 1 + random.nextInt(2); left > 0 && !dead.isEmpty(); left--) {
      letters.add(dead.peek());
      remember(moved, dead.remove());
    }
    return new QueueCommand.Return(letters);
  }

  /** Moves some dead letters, and says so of others that are none, or of an earlier death. */
  QueueCommand moved() {
    if (hasEarlierNumbers() && random.nextInt(6) == 0) {
      return new QueueCommand.Moved(underAnEarlierNumber());
    }
    List<Buried> letters = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      letters.add(new Buried(Math.max(0, knownEnd - random.nextInt(10)), random.nextInt(50)));
    }
    List<Buried> diedAgain = moved.stream().filter(this::isDeadAgain).toList();
    if (!diedAgain.isEmpty() && random.nextInt(2) == 0) {
      letters.addAll(diedAgain);
      return new QueueCommand.Moved(letters);
    }
    for (int left = 4; left > 0 && !dead.isEmpty(); left--) {
      letters.add(dead.peek());
      remember(moved, dead.remove());
    }
    return new QueueCommand.Moved(letters);
  }

  /** The message of the next letter under an earlier number, as if it had died before. */
  private List<Buried> underAnEarlierNumber() {
    Buried now = dead.peek();
    return List.of(new Buried(now.offset(), random.nextLong(now.number())));
  }

  private boolean hasEarlierNumbers() {
    return !dead.isEmpty() && dead.peek().number() > 0;
  }

  private boolean isDeadAgain(Buried before) {
    return dead.stream().anyMatch(now -> now.offset() == before.offset());
  }

  boolean hasDead() {
    return !dead.isEmpty();
  }

  QueueCommand defer() {
    return new QueueCommand.Defer(someLeases().get(0), Math.max(0, random.nextInt(150) - 10));
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

  /** The same; what lies there and was never told of is no copy: retention excuses its loss. */
  long someStart(int retained, SteppedClocks clocks) {
    long start = someOffset(retained);
    for (long offset = knownEnd; offset < start; offset++) {
      if (base + records.size() == offset) {
        records.add(Stored.message(new Stamp(clocks.brokerMs(), clocks.trueMs())));
      } else if (at(offset).copied() != null) {
        return offset;
      }
    }
    return start;
  }

  /** The first offset of those the machine knows that is not as old as that, as Kafka says it. */
  long firstYoungerThan(long bornBy) {
    long offset = base;
    while (offset < knownEnd && at(offset).stamp().brokerMs() <= bornBy) {
      offset++;
    }
    return offset;
  }

  /** How long the record really is there, ms; nothing can be said of what Kafka never had. */
  long trueAge(long offset, SteppedClocks clocks) {
    return offset - base < records.size()
        ? clocks.trueMs() - at(offset).stamp().trueMs()
        : Long.MAX_VALUE;
  }

  long base() {
    return base;
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

  private void appendToKafka(SteppedClocks clocks) {
    long now = clocks.brokerMs();
    Stamp stamp = new Stamp(now, clocks.trueMs());
    int kind = random.nextInt(20);
    if (kind < 2) {
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        records.add(Stored.gap(stamp));
      }
    } else if (kind < 5) {
      records.add(new Stored(false, now + random.nextInt(150), null, stamp));
    } else if (kind < 12 && begun) {
      long due = random.nextInt(10) == 0 ? now + random.nextInt(150) : 0;
      SimulatedSource source = sources.get(random.nextInt(sources.size()));
      records.add(new Stored(false, due, source.nextAt(base + records.size()), stamp));
    } else {
      records.add(Stored.message(stamp));
    }
  }

  private Stored at(long offset) {
    return records.get((int) (offset - base));
  }

  private static <T> void remember(List<T> memory, T what) {
    memory.add(what);
    if (memory.size() > REMEMBERED) {
      memory.remove(0);
    }
  }
}
