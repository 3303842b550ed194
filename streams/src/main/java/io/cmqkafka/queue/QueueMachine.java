package io.cmqkafka.queue;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.copy.CopySources;
import io.cmqkafka.queue.Entry.Dead;
import io.cmqkafka.queue.Entry.Deferred;
import io.cmqkafka.queue.Entry.Delayed;
import io.cmqkafka.queue.Entry.Gap;
import io.cmqkafka.queue.Entry.InFlight;
import io.cmqkafka.queue.Entry.Ready;
import io.cmqkafka.queue.Entry.Repeat;
import io.cmqkafka.queue.QueueCommand.Choose;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of one queue partition: a deterministic state machine over offsets. It reads nothing
 * but its state, the command, log time and which rules are in force, so every replay of the
 * commands log takes the same decisions and hands out the same leases.
 *
 * <p>State is kept in memory and each change is written to the {@link QueueStore}. Its size, and
 * the work per command, grow with messages in flight or delayed and with parked receives, never
 * with waiting messages.
 *
 * <p>Not thread-safe: one Streams task owns it. {@code now} never goes back between calls.
 */
public final class QueueMachine {
  /** How long a receive without a wait may be held back for messages its sender knows of. */
  static final long CATCH_UP_MS = 1_000;

  /**
   * So many messages, and stretches of offsets without one that is looked for, are looked at for
   * one {@link QueueCommand.Browse} at most.
   */
  static final int BROWSED_STRETCHES = 2_000;

  private final QueueStore store;
  private final Entries entries;
  private final CopySources sources;
  private final ParkedReceives parked = new ParkedReceives();

  /** Null while nothing is known of the queue partition. */
  private Header saved;

  /** The rules in force for the command that is run. {@link Rules} says how to change a rule. */
  private Rules rules = Rules.FIRST;

  private long aheadMs;

  private boolean born;
  private long start;
  private long end;
  private long rewindFloor;
  private long deliveries;
  private long parkings;

  public QueueMachine(QueueImage image, QueueStore store) {
    this.store = store;
    this.entries = new Entries(store);
    this.sources = new CopySources(store);
    if (image.header() != null) {
      saved = image.header();
      born = true;
      setUp(saved, image);
    }
    image.parked().forEach(parked::add);
  }

  /**
   * Runs one command and writes down what it changed.
   *
   * @param now log time, epoch ms
   * @param ahead how far it is ahead of the command's own timestamp, ms
   * @param inForce the rules by which it is decided about
   */
  public void run(
      QueueCommand command, Origin origin, long now, long ahead, Rules inForce, Outbox outbox) {
    rules = inForce;
    aheadMs = ahead;
    letTimePass(now, outbox);
    command.runOn(this, origin, now, outbox);
    serveParked(now, outbox);
    saveHeader();
  }

  /** Ends the leases, delays and waits that are due, and serves the receives that wait for them. */
  public void tick(long now, Rules inForce, Outbox outbox) {
    rules = inForce;
    letTimePass(now, outbox);
    saveHeader();
  }

  /**
   * The log time, epoch ms, at which this machine needs a tick because a receive waits or a message
   * dies; {@link Long#MAX_VALUE} for none.
   */
  public long nextWake() {
    return parked.isEmpty()
        ? entries.nextDeath()
        : Math.min(parked.earliestDeadline(), entries.nextDue());
  }

  /** One past the last known message; -1 while nothing is known. */
  public long end() {
    return born ? end : -1;
  }

  /** The dead letters that appeared since the last call, at first all, in order of burial. */
  List<DeadLetter> newlyDead(QueuePartition self) {
    return entries.newlyDead(self);
  }

  /** The deliveries that ended since the last call although no command named them. */
  List<EndedDelivery> newlyEnded() {
    return entries.newlyEnded();
  }

  /** The askers of the parked receives, in the order in which they are served. */
  List<Origin> parkedReceives() {
    return parked.isEmpty() ? List.of() : parked.inLine().stream().map(Parked::origin).toList();
  }

  /** Whether there is nothing to remember: no message was ever known, and no receive is parked. */
  boolean isBlank() {
    return !born && parked.isEmpty();
  }

  void drop(Outbox outbox) {
    for (Parked waiting : parked.inLine()) {
      unpark(waiting);
      outbox.reply(waiting.origin(), new Reply.Refused(Refusal.NO_SUCH_QUEUE));
    }
    entries.removeAll();
    sources.removeAll();
    if (saved != null) {
      store.removeHeader();
      saved = null;
    }
    born = false;
    setUp(new Header(0, 0, 0, 0, 0, 0, 0), QueueImage.empty());
  }

  void receive(QueueCommand.Receive receive, Origin origin, long now, Outbox outbox) {
    if (isFull(receive)) {
      outbox.reply(origin, new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
      return;
    }
    List<Grant> grants = take(receive, now);
    if (!grants.isEmpty()) {
      outbox.reply(origin, new Reply.Granted(grants));
    } else if (receive.waitMs() > 0) {
      park(receive, origin, now + receive.longestWaitMs(), Long.MAX_VALUE);
    } else if (receive.knownEnd() > end) {
      park(receive, origin, now + receive.longestWaitMs(), receive.knownEnd());
    } else {
      outbox.reply(origin, new Reply.NoMessage());
    }
  }

  void cancel(Origin origin, Outbox outbox) {
    Parked waiting = parked.of(origin);
    if (waiting != null) {
      unpark(waiting);
      outbox.reply(origin, new Reply.NoMessage());
    }
  }

  Reply delete(List<Lease> leases, long now) {
    List<Boolean> outcomes = new ArrayList<>(leases.size());
    for (Lease lease : leases) {
      boolean good = entries.leased(lease, now) != null;
      if (good) {
        entries.delete(lease.offset());
      }
      outcomes.add(good);
    }
    return new Reply.Deleted(outcomes);
  }

  void release(List<Lease> leases, long now) {
    for (Lease lease : leases) {
      InFlight delivery = entries.leased(lease, now);
      if (delivery != null) {
        entries.put(lease.offset(), delivery.released());
      }
    }
  }

  void defer(Lease lease, long delayMs, long now) {
    InFlight delivery = entries.leased(lease, now);
    if (delivery != null && delivery.last()) {
      entries.bury(lease.offset(), Death.Cause.RECEIVED_TOO_OFTEN);
    } else if (delivery != null) {
      entries.put(
          lease.offset(), delayMs == 0 ? delivery.expired() : delivery.deferred(now + delayMs));
    }
  }

  void bury(List<Lease> leases, long now) {
    for (Lease lease : leases) {
      if (entries.leased(lease, now) != null) {
        entries.bury(lease.offset(), Death.Cause.PUSH_FAILED);
      }
    }
  }

  void expire(long before, int max) {
    entries.expire(Math.min(before, end), max);
  }

  void moved(List<Buried> letters) {
    for (Buried letter : letters) {
      if (entries.get(letter.offset()) instanceof Dead dead && dead.number() == letter.number()) {
        entries.delete(letter.offset());
      }
    }
  }

  void takeBack(List<Buried> letters) {
    for (Buried letter : letters) {
      if (entries.get(letter.offset()) instanceof Dead dead && dead.number() == letter.number()) {
        entries.show(letter.offset(), Ready.NEVER_DELIVERED);
      }
    }
  }

  Reply choose(QueueCommand.Choose choice, long now) {
    boolean isMove = choice.act() == Choose.Act.MOVE;
    if (isMove && entries.leaving() + choice.offsets().size() > choice.maxLeaving()) {
      return new Reply.Refused(Refusal.TOO_MANY_INACTIVE);
    }
    List<MessageState> were = new ArrayList<>(choice.offsets().size());
    int taken = 0;
    long last = -1;
    for (long offset : choice.offsets()) {
      MessageState state = stateOf(offset);
      were.add(state);
      if (choice.act().leadsOnFrom(state)) {
        taken++;
        last = Math.max(last, offset);
        switch (choice.act()) {
          case LOOK -> {}
          case DELETE -> {
            entries.noteEnd(offset, entries.get(offset), now, false);
            entries.delete(offset);
          }
          case MAKE_VISIBLE -> endInvisibility(offset, now);
          case MOVE -> entries.redrive(offset, choice.target());
        }
      }
    }
    if (taken > 0 && choice.act() != Choose.Act.MAKE_VISIBLE) {
      entries.passOver(last, taken, end);
    }
    return new Reply.Chosen(were);
  }

  /** Null when there is no message. */
  private MessageState stateOf(long offset) {
    MessageStatus status =
        offset >= start && offset < end ? entries.stretchAt(offset).at(offset) : null;
    return status == null ? null : status.state();
  }

  private void endInvisibility(long offset, long now) {
    if (entries.get(offset) instanceof InFlight delivery) {
      entries.endVisibility(offset, delivery, now);
    } else if (entries.get(offset) instanceof Deferred failed) {
      entries.show(offset, failed.fallenDue());
    }
  }

  Reply arrived(QueueCommand.Arrived arrival, long now) {
    if (!born) {
      beBornAt(arrival.from());
    }
    if (arrival.from() <= end && arrival.to() > end) {
      for (OffsetRange gap : arrival.gaps()) {
        long from = Math.max(gap.from(), end);
        long to = Math.min(gap.to(), arrival.to());
        if (from < to) {
          entries.put(from, new Gap(to));
        }
      }
      Set<Long> repeats = passOverRepeats(arrival.copied());
      for (DelayedOffset delay : arrival.delayed()) {
        boolean isNew = delay.offset() >= end && !repeats.contains(delay.offset());
        // The due time is by the clock that stamped the command. Log time may be ahead of that
        // clock.
        long due = rules.delaysLastWhileLogTimeIsAhead() ? delay.due() + aheadMs : delay.due();
        if (isNew && due > now) {
          entries.put(delay.offset(), new Delayed(due));
        }
      }
      end = arrival.to();
    }
    return new Reply.KnownUpTo(end);
  }

  /**
   * Finds the repeats among new copies, which become no messages. A run of repeats gets one entry.
   */
  private Set<Long> passOverRepeats(List<Copied> copied) {
    Set<Long> repeats = new LinkedHashSet<>();
    for (Copied copy : copied) {
      if (copy.offset() >= end && sources.isRepeat(copy)) {
        repeats.add(copy.offset());
      }
    }
    sources.save();
    long from = -1;
    for (long offset : repeats) {
      from = repeats.contains(offset - 1) ? from : offset;
      if (!repeats.contains(offset + 1)) {
        entries.put(from, new Repeat(offset + 1));
      }
    }
    return repeats;
  }

  void cutBack(long newEnd, long now) {
    if (born && newEnd < end) {
      entries.endDeliveries(newEnd, end, now);
      entries.cutBack(newEnd);
      sources.cutBack(newEnd);
      start = Math.min(start, newEnd);
      rewindFloor = Math.min(rewindFloor, newEnd);
      end = newEnd;
    }
  }

  void rewind(long offset) {
    long target = Math.max(offset, Math.max(start, rewindFloor));
    entries.rewind(target, rules.rewindRestoresTheOrder());
  }

  void openRewindWindow() {
    rewindFloor = entries.pastDeleted();
  }

  void clear(long now) {
    entries.endDeliveries(start, end, now);
    entries.clear(end);
  }

  void trim(long newStart, long now) {
    if (!born) {
      beBornAt(newStart);
    }
    if (newStart > start) {
      entries.endDeliveries(start, newStart, now);
      start = Math.max(newStart, Math.min(entries.trim(newStart), end));
      end = Math.max(end, start);
      if (start > entries.cursor()) {
        entries.moveCursor(start);
      }
    }
  }

  Reply count(long windowStart) {
    long rewindTo = Math.max(windowStart, Math.max(start, rewindFloor));
    long firstUndeleted = entries.firstUndeleted(end);
    return new Reply.Counted(
        entries.waiting(end) + entries.ready(),
        // Dead letters that are not moved yet count: they were received, and are neither deleted
        // nor visible.
        entries.inFlight() + entries.deferred() + entries.dead(),
        entries.delayed(),
        entries.deletedFrom(rewindTo),
        firstUndeleted < end ? firstUndeleted : -1,
        end);
  }

  /**
   * Looks without letting time pass.
   *
   * @param now what is due by then counts as ended
   */
  Depth depth(long now, long windowStart) {
    long rewindable =
        windowStart == Depth.UNKNOWN
            ? Depth.UNKNOWN
            : entries.deletedFrom(Math.max(windowStart, Math.max(start, rewindFloor)));
    return entries.depth(end, now, rewindable);
  }

  Reply browse(QueueCommand.Browse browse, long now) {
    List<MessageStatus> found = new ArrayList<>();
    long at =
        browse.backwards() ? Math.min(browse.from(), end - 1) : Math.max(browse.from(), start);
    int steps = 0;
    while (at >= start && at < end && found.size() < browse.max() && steps++ < BROWSED_STRETCHES) {
      Stretch stretch = entries.stretchAt(at);
      MessageStatus status = stretch.at(at);
      if (status != null && browse.states().contains(status.state())) {
        found.add(status);
        at += browse.backwards() ? -1 : 1;
      } else {
        at = browse.backwards() ? stretch.from() - 1 : stretch.to();
      }
    }
    long next = browse.backwards() ? Math.max(at, start - 1) : Math.min(at, end);
    return new Reply.Browsed(start, end, Math.max(start, rewindFloor), now, found, next);
  }

  private void letTimePass(long now, Outbox outbox) {
    entries.letTimePass(now);
    // Late receives end before any receive is served: the asker of a late one may be gone.
    for (Parked late = parked.overdue(now); late != null; late = parked.overdue(now)) {
      answerNoMessage(late, outbox);
    }
    serveParked(now, outbox);
  }

  private void serveParked(long now, Outbox outbox) {
    boolean anyEnded;
    do {
      serveLine(now, outbox);
      anyEnded = endCaughtUp(outbox);
    } while (anyEnded && rules.caughtUpReceivesLetOthersOn());
  }

  private void serveLine(long now, Outbox outbox) {
    Parked next = parked.first();
    while (next != null && !isFull(next.asked())) {
      List<Grant> grants = take(next.asked(), now);
      if (!grants.isEmpty()) {
        unpark(next);
        outbox.reply(next.origin(), new Reply.Granted(grants));
        next = parked.first();
      } else if (next.retriesFirst()) {
        // Messages that this receive must leave alone may go to receives that take any.
        next = parked.firstTakingAny();
      } else {
        break;
      }
    }
  }

  /** Returns whether there were any. */
  private boolean endCaughtUp(Outbox outbox) {
    boolean any = false;
    for (Parked done = parked.caughtUp(end); done != null; done = parked.caughtUp(end)) {
      answerNoMessage(done, outbox);
      any = true;
    }
    return any;
  }

  private void answerNoMessage(Parked waiting, Outbox outbox) {
    unpark(waiting);
    outbox.reply(waiting.origin(), new Reply.NoMessage());
  }

  /**
   * Whether there are too many messages in flight for this receive. Deferred messages count unless
   * retries come first. Dead letters count when receives make them, because nothing else bounds
   * their number.
   */
  private boolean isFull(QueueCommand.Receive receive) {
    int others = receive.retriesFirst() ? 0 : entries.deferred();
    int dying = receive.maxReceives() > 0 ? entries.dead() : 0;
    return entries.inFlight() + others + dying >= receive.maxInFlight();
  }

  private List<Grant> take(QueueCommand.Receive receive, long now) {
    List<Grant> grants = new ArrayList<>(receive.max());
    int buried = 0;
    while (grants.size() < receive.max()) {
      long offset = entries.takeNext(end, receive.retriesFirst());
      if (offset < 0) {
        break;
      }
      Ready ready =
          entries.get(offset) instanceof Ready cameBack ? cameBack : Ready.NEVER_DELIVERED;
      // Beyond the bound a message is delivered once more, and dies after that delivery.
      if (ready.exhausted(receive.maxReceives()) && buried++ < Entries.MAX_DUE_PER_STEP) {
        entries.bury(offset, Death.Cause.RECEIVED_TOO_OFTEN);
        continue;
      }
      InFlight delivery =
          ready.delivered(deliveries++, now, now + receive.visibilityMs(), receive.maxReceives());
      entries.put(offset, delivery);
      grants.add(
          new Grant(
              offset,
              delivery.serial(),
              delivery.count(),
              delivery.until(),
              delivery.firstDequeue()));
    }
    return grants;
  }

  private void park(QueueCommand.Receive receive, Origin origin, long deadline, long catchUpTo) {
    Parked waiting =
        new Parked(
            born ? parkings++ : parked.endOfLine(),
            origin,
            receive.max(),
            receive.visibilityMs(),
            receive.maxInFlight(),
            receive.maxReceives(),
            receive.retriesFirst(),
            deadline,
            catchUpTo);
    parked.add(waiting);
    store.saveParked(waiting);
  }

  private void unpark(Parked waiting) {
    parked.remove(waiting);
    store.removeParked(waiting.number());
  }

  private void beBornAt(long offset) {
    born = true;
    // Without a header only the line of parked receives knows the last number.
    setUp(new Header(offset, offset, offset, offset, 0, parked.endOfLine(), 0), QueueImage.empty());
  }

  private void setUp(Header header, QueueImage image) {
    start = header.start();
    end = header.end();
    rewindFloor = header.rewindFloor();
    deliveries = header.deliveries();
    parkings = header.parkings();
    entries.restore(header.cursor(), header.burials(), image.entries());
    sources.restore(image.sources());
  }

  private void saveHeader() {
    if (!born) {
      return;
    }
    Header now =
        new Header(
            start, entries.cursor(), end, rewindFloor, deliveries, parkings, entries.burials());
    if (!now.equals(saved)) {
      store.saveHeader(now);
      saved = now;
    }
  }
}
