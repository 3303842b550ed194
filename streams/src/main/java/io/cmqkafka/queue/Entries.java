package io.cmqkafka.queue;

import io.cmqkafka.queue.Entry.Dead;
import io.cmqkafka.queue.Entry.Deferred;
import io.cmqkafka.queue.Entry.Delayed;
import io.cmqkafka.queue.Entry.Done;
import io.cmqkafka.queue.Entry.Gap;
import io.cmqkafka.queue.Entry.InFlight;
import io.cmqkafka.queue.Entry.Ready;
import io.cmqkafka.queue.Entry.Repeat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cursor and the exceptional offsets around it, indexed by what the machine asks for: by
 * offset, by due time, and which are ready.
 *
 * <pre>
 *   start                    cursor                                   end
 *     │ (deleted) F . . R . D . │ (waiting) . . D . . Done . Gap─┐ . . │
 *     offsets without an entry  │ offsets without an entry       ▼
 *     are deleted               │ are waiting             covered: not waiting though past the cursor
 * </pre>
 *
 * Repeats are remembered on either side of the cursor, and are covered past it.
 */
final class Entries {
  /** At most so many leases and delays end in one step, so that no command takes long. */
  static final int MAX_DUE_PER_STEP = 1_000;

  /**
   * So many runs of repeats are remembered behind the cursor. Beyond that the oldest run is
   * forgotten, and its messages are delivered if the queue is rewound to them.
   */
  static final int MAX_PASSED_REPEATS = 1_000;

  private record Due(long time, long offset) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(offset, other.offset);
    }
  }

  private final QueueStore store;
  private final TreeMap<Long, Entry> byOffset = new TreeMap<>();

  /** Repeats behind the cursor, which are in the store and not among {@link #byOffset}. */
  private final TreeMap<Long, Repeat> passedRepeats = new TreeMap<>();

  private final TreeSet<Due> byDue = new TreeSet<>();

  /** Those of the due entries that become dead letters when they are due. */
  private final TreeSet<Due> lastDeliveries = new TreeSet<>();

  private final TreeSet<Long> ready = new TreeSet<>();

  /** Those of the ready entries that were delivered before. */
  private final TreeSet<Long> readyAgain = new TreeSet<>();

  private int inFlight;
  private int deferred;

  /** How many entries are {@link Entry#retried}. */
  private int retried;

  private int delayed;
  private int dead;

  /** How many of the dead are on their way to a queue that somebody chose. */
  private int leaving;

  private long cursor;
  private long burials;

  private record Untold(long offset, Dead letter, Death death) {}

  private final List<Untold> untold = new ArrayList<>();
  private final List<EndedDelivery> newlyEnded = new ArrayList<>();

  /** How many offsets at or past the cursor have an entry. */
  private long covered;

  Entries(QueueStore store) {
    this.store = store;
  }

  void restore(long cursorThen, long burialsThen, Map<Long, Entry> entries) {
    cursor = cursorThen;
    burials = burialsThen;
    entries.forEach(
        (offset, entry) -> {
          if (entry instanceof Repeat repeat && offset < cursor) {
            passedRepeats.put(offset, repeat);
          } else {
            index(offset, entry);
          }
          if (entry instanceof Dead letter) {
            untold.add(new Untold(offset, letter, null));
          }
        });
    untold.sort(Comparator.comparingLong(one -> one.letter().number()));
  }

  long cursor() {
    return cursor;
  }

  long burials() {
    return burials;
  }

  int dead() {
    return dead;
  }

  int leaving() {
    return leaving;
  }

  int inFlight() {
    return inFlight;
  }

  int deferred() {
    return deferred;
  }

  int delayed() {
    return delayed;
  }

  int ready() {
    return ready.size();
  }

  long waiting(long end) {
    return end - cursor - covered;
  }

  Entry get(long offset) {
    return byOffset.get(offset);
  }

  void put(long offset, Entry entry) {
    unindex(offset);
    index(offset, entry);
    store.saveEntry(offset, entry);
  }

  void remove(long offset) {
    if (unindex(offset) != null) {
      store.removeEntry(offset);
    }
  }

  /** Deletes a message. Past the cursor an entry stays that marks it as deleted. */
  void delete(long offset) {
    if (offset < cursor) {
      remove(offset);
    } else {
      put(offset, Done.DONE);
    }
  }

  /** Makes a dead letter of a message. */
  void bury(long offset, Death.Cause cause) {
    Entry entry = byOffset.get(offset);
    leave(offset, null, new Death(cause, entry == null ? 0 : entry.count()));
  }

  /** Sends a message on its way to the queue of this id. */
  void redrive(long offset, String target) {
    leave(offset, target, null);
  }

  private void leave(long offset, String target, Death death) {
    Dead letter = new Dead(burials++, target);
    untold.add(new Untold(offset, letter, death));
    put(offset, letter);
  }

  /** Makes a message visible that has an entry. */
  void show(long offset, Ready ready) {
    if (ready.count() > 0 || offset < cursor) {
      put(offset, ready);
    } else {
      remove(offset);
    }
  }

  /** The dead letters that appeared since the last call, in the order of their burials. */
  List<DeadLetter> newlyDead(QueuePartition partition) {
    if (untold.isEmpty()) {
      return List.of();
    }
    List<DeadLetter> letters =
        untold.stream()
            .map(
                one ->
                    new DeadLetter(
                        partition,
                        one.offset(),
                        one.letter().number(),
                        one.letter().target(),
                        one.death()))
            .toList();
    untold.clear();
    return letters;
  }

  /** The deliveries that ended since the last call although no command named them. */
  List<EndedDelivery> newlyEnded() {
    if (newlyEnded.isEmpty()) {
      return List.of();
    }
    List<EndedDelivery> ended = List.copyOf(newlyEnded);
    newlyEnded.clear();
    return ended;
  }

  /** Ends a delivery although no command named it: its message is visible again, or dead. */
  void endVisibility(long offset, InFlight delivery, long endMs) {
    noteEnd(offset, delivery, endMs, delivery.last());
    if (delivery.last()) {
      bury(offset, Death.Cause.RECEIVED_TOO_OFTEN);
    } else {
      put(offset, delivery.expired());
    }
  }

  /** Notes that the deliveries end which are in flight from one offset to before another one. */
  void endDeliveries(long from, long to, long now) {
    if (inFlight > 0) {
      byOffset.subMap(from, to).forEach((offset, entry) -> noteEnd(offset, entry, now, false));
    }
  }

  /** Notes the end of the delivery that an entry stands for, if it does. */
  void noteEnd(long offset, Entry entry, long endMs, boolean isDeath) {
    if (entry instanceof InFlight delivery) {
      // It may be over already: no more than so many are ended by time in one step.
      long end = Math.min(endMs, delivery.until());
      newlyEnded.add(new EndedDelivery(delivery.lease(offset), end, isDeath));
    }
  }

  /**
   * Makes dead letters of the oldest deliverable messages before {@code before}, until there are
   * {@code max} dead letters in all. Does no more at a time than may end in one step.
   */
  void expire(long before, int max) {
    for (int step = 0; step < MAX_DUE_PER_STEP && dead < max; step++) {
      boolean isWaiting = moveCursorToWaiting(before);
      if (!ready.isEmpty() && ready.first() < (isWaiting ? cursor : before)) {
        bury(ready.first(), Death.Cause.TOO_OLD);
      } else if (isWaiting) {
        bury(cursor++, Death.Cause.TOO_OLD);
      } else {
        return;
      }
    }
  }

  void removeAll() {
    List.copyOf(byOffset.keySet()).forEach(this::remove);
    passedRepeats.keySet().forEach(store::removeEntry);
    passedRepeats.clear();
  }

  /** Deletes every message. */
  void clear(long end) {
    for (Long offset : List.copyOf(byOffset.keySet())) {
      forget(offset, unindex(offset));
    }
    moveCursor(end);
  }

  /** Moves the cursor to where it was, or further on without looking at what it passes. */
  void moveCursor(long to) {
    if (to < cursor) {
      covered += coveredBetween(to, cursor);
    } else {
      covered -= coveredBetween(cursor, to);
    }
    cursor = to;
  }

  /**
   * Makes deleted messages at or past {@code target} wait again.
   *
   * @param inOrder whether those that were never delivered do so too
   */
  void rewind(long target, boolean inOrder) {
    forgetFrom(target, Done.DONE);
    if (target < cursor) {
      moveCursor(target);
      comeBackToRepeats();
    }
    if (inOrder) {
      forgetFrom(Math.max(target, cursor), Ready.NEVER_DELIVERED);
    }
  }

  private void forgetFrom(long offset, Entry state) {
    List<Long> same =
        byOffset.tailMap(offset).entrySet().stream()
            .filter(entry -> entry.getValue().equals(state))
            .map(Map.Entry::getKey)
            .toList();
    same.forEach(this::remove);
  }

  private void comeBackToRepeats() {
    Map.Entry<Long, Repeat> cut = passedRepeats.lowerEntry(cursor);
    if (cut != null && cut.getValue().to() > cursor) {
      passedRepeats.put(cut.getKey(), new Repeat(cursor));
      store.saveEntry(cut.getKey(), new Repeat(cursor));
      put(cursor, cut.getValue());
    }
    SortedMap<Long, Repeat> ahead = passedRepeats.tailMap(cursor);
    ahead.forEach(this::index);
    ahead.clear();
  }

  /**
   * Takes the next message to be delivered: first messages that came back, by offset, then the
   * message at the cursor.
   *
   * @param retriesFirst take none for the first time while one is to be delivered again
   * @return its offset, or -1 when there is none
   */
  long takeNext(long end, boolean retriesFirst) {
    if (retriesFirst && retried > 0) {
      return readyAgain.isEmpty() ? -1 : readyAgain.first();
    }
    if (!ready.isEmpty()) {
      return ready.first();
    }
    return moveCursorToWaiting(end) ? cursor++ : -1;
  }

  /**
   * Moves the cursor past {@code last} if hardly any message waits before it; those get an entry.
   * Otherwise each message that is deleted past the cursor would leave one.
   *
   * @param most so many messages may get an entry
   */
  void passOver(long last, int most, long end) {
    moveCursorToWaiting(end);
    if (last < cursor || last - cursor > MAX_DUE_PER_STEP) {
      return;
    }
    if (last + 1 - cursor - coveredBetween(cursor, last + 1) <= most) {
      while (moveCursorToWaiting(last + 1)) {
        long waiting = cursor++;
        put(waiting, Ready.NEVER_DELIVERED);
      }
      moveCursorToWaiting(end);
    }
  }

  /**
   * Moves the cursor past offsets that are not waiting. True when a waiting message lies before
   * {@code limit}.
   */
  private boolean moveCursorToWaiting(long limit) {
    while (cursor < limit) {
      Entry entry = byOffset.get(cursor);
      if (entry == null) {
        return true;
      }
      long offset = cursor;
      long size = entry.size(offset);
      cursor += size;
      covered -= size;
      if (!entry.undeleted()) {
        byOffset.remove(offset);
        forget(offset, entry);
      }
    }
    return false;
  }

  /** The delivery in flight that this lease stands for, or null if the lease is no longer good. */
  InFlight leased(Lease lease, long now) {
    return byOffset.get(lease.offset()) instanceof InFlight delivery
            && delivery.serial() == lease.serial()
            && now < delivery.until()
        ? delivery
        : null;
  }

  /** Ends the leases, delays and deferrals that are due. */
  void letTimePass(long now) {
    for (int step = 0; step < MAX_DUE_PER_STEP; step++) {
      if (byDue.isEmpty() || byDue.first().time() > now) {
        return;
      }
      Due due = byDue.first();
      long offset = due.offset();
      Entry entry = byOffset.get(offset);
      if (entry instanceof InFlight delivery) {
        endVisibility(offset, delivery, due.time());
      } else if (entry instanceof Deferred failed) {
        put(offset, failed.fallenDue());
      } else {
        show(offset, Ready.NEVER_DELIVERED);
      }
    }
  }

  /** When the next lease, delay or deferral ends, {@link Long#MAX_VALUE} for never. */
  long nextDue() {
    return byDue.isEmpty() ? Long.MAX_VALUE : byDue.first().time();
  }

  /** When the next last delivery ends, {@link Long#MAX_VALUE} for never. */
  long nextDeath() {
    return lastDeliveries.isEmpty() ? Long.MAX_VALUE : lastDeliveries.first().time();
  }

  /**
   * Forgets what lies before {@code start}.
   *
   * @return one past the last offset that the forgotten entries stood for, 0 if there was none
   */
  long trim(long start) {
    long to = 0;
    for (Long offset : new ArrayList<>(byOffset.headMap(start).keySet())) {
      to = offset + byOffset.get(offset).size(offset);
      remove(offset);
    }
    for (Long offset : List.copyOf(passedRepeats.headMap(start).keySet())) {
      Repeat repeat = passedRepeats.remove(offset);
      store.removeEntry(offset);
      if (repeat.to() > start) {
        passedRepeats.put(start, repeat);
        store.saveEntry(start, repeat);
      }
    }
    return to;
  }

  /** Forgets what lies at or past {@code end}; the cursor goes no further, nor does a gap. */
  void cutBack(long end) {
    List.copyOf(byOffset.tailMap(end).keySet()).forEach(this::remove);
    Map.Entry<Long, Entry> last = byOffset.lastEntry();
    if (last != null && last.getValue() instanceof Gap gap && gap.to() > end) {
      put(last.getKey(), new Gap(end));
    } else if (last != null && last.getValue() instanceof Repeat repeat && repeat.to() > end) {
      put(last.getKey(), new Repeat(end));
    }
    SortedMap<Long, Repeat> lost = passedRepeats.tailMap(end);
    lost.keySet().forEach(store::removeEntry);
    lost.clear();
    Map.Entry<Long, Repeat> passed = passedRepeats.lastEntry();
    if (passed != null && passed.getValue().to() > end) {
      passedRepeats.put(passed.getKey(), new Repeat(end));
      store.saveEntry(passed.getKey(), new Repeat(end));
    }
    if (end < cursor) {
      moveCursor(end);
    }
  }

  /** The earliest offset that is neither deleted nor a gap, or {@code end} when there is none. */
  long firstUndeleted(long end) {
    if (!byOffset.isEmpty() && byOffset.firstKey() < cursor) {
      return byOffset.firstKey();
    }
    long offset = cursor;
    for (Map.Entry<Long, Entry> entry : byOffset.entrySet()) {
      if (entry.getKey() > offset || entry.getValue().undeleted()) {
        return offset;
      }
      offset += entry.getValue().size(offset);
    }
    return Math.min(offset, end);
  }

  /** How full it would be if what is due by now had ended already. */
  Depth depth(long end, long now, long rewindable) {
    int stillDelayed = delayed;
    int fallenDue = 0;
    long oldest = firstVisible(end);
    for (Due due : byDue) {
      if (due.time() > now) {
        break;
      }
      Entry entry = byOffset.get(due.offset());
      boolean dies = entry instanceof InFlight delivery && delivery.last();
      if (!dies) {
        fallenDue++;
        oldest = oldest < 0 ? due.offset() : Math.min(oldest, due.offset());
        stillDelayed -= entry instanceof Delayed ? 1 : 0;
      }
    }
    int back = fallenDue - (delayed - stillDelayed);
    return new Depth(
        waiting(end) + ready() + fallenDue,
        inFlight + deferred + dead - back,
        stillDelayed,
        rewindable,
        oldest);
  }

  /** The earliest offset that could be received, -1 when there is none. */
  private long firstVisible(long end) {
    long firstReady = ready.isEmpty() ? Long.MAX_VALUE : ready.first();
    if (waiting(end) == 0) {
      return ready.isEmpty() ? -1 : firstReady;
    }
    long waiting = cursor;
    for (Map.Entry<Long, Entry> entry : byOffset.tailMap(cursor).entrySet()) {
      if (entry.getKey() > waiting || firstReady <= waiting) {
        break;
      }
      waiting += entry.getValue().size(waiting);
    }
    return Math.min(firstReady, waiting);
  }

  /** What is known of an offset, and of its neighbours of which the same is known. */
  Stretch stretchAt(long offset) {
    Map.Entry<Long, ? extends Entry> before = byOffset.floorEntry(offset);
    Map.Entry<Long, Repeat> passed = passedRepeats.floorEntry(offset);
    if (before == null || passed != null && passed.getKey() > before.getKey()) {
      before = passed;
    }
    long from = 0;
    if (before != null) {
      from = before.getKey() + before.getValue().size(before.getKey());
      if (from > offset) {
        return new Stretch(before.getKey(), from, before.getValue(), offset < cursor);
      }
    }
    Long next = byOffset.higherKey(offset);
    Long nextPassed = passedRepeats.higherKey(offset);
    long to =
        Math.min(
            next == null ? Long.MAX_VALUE : next, nextPassed == null ? Long.MAX_VALUE : nextPassed);
    return offset < cursor
        ? new Stretch(from, Math.min(to, cursor), null, true)
        : new Stretch(Math.max(from, cursor), to, null, false);
  }

  /** One past the last deleted offset. */
  long pastDeleted() {
    for (Map.Entry<Long, Entry> entry : byOffset.descendingMap().entrySet()) {
      if (entry.getValue() instanceof Done) {
        return entry.getKey() + 1;
      }
    }
    return cursor;
  }

  /** How many deleted messages lie at or past this offset and still could be rewound to. */
  long deletedFrom(long offset) {
    long passed = 0;
    if (offset < cursor) {
      passed = cursor - offset - byOffset.subMap(offset, cursor).size() - repeatsFrom(offset);
    }
    SortedMap<Long, Entry> ahead = byOffset.tailMap(Math.max(offset, cursor));
    return passed + ahead.values().stream().filter(Done.class::isInstance).count();
  }

  /** How many repeats lie behind the cursor at or past this offset. */
  private long repeatsFrom(long offset) {
    Map.Entry<Long, Repeat> first = passedRepeats.lowerEntry(offset);
    long sum = first == null ? 0 : Math.max(0, first.getValue().to() - offset);
    for (Map.Entry<Long, Repeat> run : passedRepeats.tailMap(offset).entrySet()) {
      sum += run.getValue().size(run.getKey());
    }
    return sum;
  }

  /** Remembers nothing behind the cursor but repeats. */
  private void forget(long offset, Entry entry) {
    if (entry instanceof Repeat repeat) {
      passedRepeats.put(offset, repeat);
      if (passedRepeats.size() > MAX_PASSED_REPEATS) {
        store.removeEntry(passedRepeats.pollFirstEntry().getKey());
      }
    } else {
      store.removeEntry(offset);
    }
  }

  private void index(long offset, Entry entry) {
    byOffset.put(offset, entry);
    if (offset >= cursor) {
      covered += entry.size(offset);
    }
    if (entry.retried()) {
      retried++;
    }
    if (entry instanceof InFlight delivery) {
      Due due = new Due(delivery.until(), offset);
      byDue.add(due);
      if (delivery.last()) {
        lastDeliveries.add(due);
      }
      inFlight++;
    } else if (entry instanceof Deferred failed) {
      byDue.add(new Due(failed.due(), offset));
      deferred++;
    } else if (entry instanceof Delayed delay) {
      byDue.add(new Due(delay.due(), offset));
      delayed++;
    } else if (entry instanceof Dead letter) {
      dead++;
      leaving += letter.target() == null ? 0 : 1;
    } else if (entry instanceof Ready) {
      ready.add(offset);
      if (entry.retried()) {
        readyAgain.add(offset);
      }
    }
  }

  private Entry unindex(long offset) {
    Entry entry = byOffset.remove(offset);
    if (entry == null) {
      return null;
    }
    if (offset >= cursor) {
      covered -= entry.size(offset);
    }
    if (entry.retried()) {
      retried--;
    }
    if (entry instanceof InFlight delivery) {
      Due due = new Due(delivery.until(), offset);
      byDue.remove(due);
      lastDeliveries.remove(due);
      inFlight--;
    } else if (entry instanceof Deferred failed) {
      byDue.remove(new Due(failed.due(), offset));
      deferred--;
    } else if (entry instanceof Delayed delay) {
      byDue.remove(new Due(delay.due(), offset));
      delayed--;
    } else if (entry instanceof Dead letter) {
      dead--;
      leaving -= letter.target() == null ? 0 : 1;
    } else if (entry instanceof Ready) {
      ready.remove(offset);
      readyAgain.remove(offset);
    }
    return entry;
  }

  private long coveredBetween(long from, long to) {
    long sum = 0;
    for (Map.Entry<Long, Entry> entry : byOffset.subMap(from, to).entrySet()) {
      sum += entry.getValue().size(entry.getKey());
    }
    return sum;
  }
}
