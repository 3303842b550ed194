package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.copy.Copied;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One machine with its clock, and short words for what clients ask of it.
 *
 * <p>Each command is also given to a machine that was set up from the store just before, and both
 * must answer and write the same. So every test proves as well that the store holds all there is.
 */
final class OneQueue {
  static final QueuePartition PARTITION = new QueuePartition("queue", 0);
  static final long VISIBILITY = 30;
  static final int NO_LIMIT = 1_000_000;

  record Sent(Origin to, Reply reply) {}

  private InMemoryShardStore store = new InMemoryShardStore();
  private QueueMachine machine = new QueueMachine(QueueImage.empty(), store.of(PARTITION));
  private final List<Sent> sent = new ArrayList<>();
  private final List<DeadLetter> dead = new ArrayList<>();
  private final List<EndedDelivery> ended = new ArrayList<>();

  /** By offset, of its latest burial. */
  private final Map<Long, Long> numbers = new HashMap<>();

  private long now;
  private long requests;

  /** Sets log time for what follows. */
  OneQueue at(long time) {
    now = time;
    return this;
  }

  /** Offsets from 0 to just before this one hold messages that are waiting. */
  OneQueue holding(long messages) {
    arrived(0, messages);
    return this;
  }

  /** Runs a command; what it answers is found by {@link #answerTo}. */
  Origin run(QueueCommand command) {
    Origin origin = new Origin("client", requests++);
    onBoth((each, outbox) -> each.run(command, origin, now, 0, Rules.NEWEST, outbox));
    return origin;
  }

  void tick() {
    onBoth((each, outbox) -> each.tick(now, Rules.NEWEST, outbox));
  }

  /** The answer this request got, null for none so far. */
  Reply answerTo(Origin origin) {
    List<Reply> answers =
        sent.stream().filter(one -> one.to().equals(origin)).map(Sent::reply).toList();
    assertThat(answers).as("answers to one request").hasSizeLessThan(2);
    return answers.isEmpty() ? null : answers.get(0);
  }

  Reply ask(QueueCommand command) {
    return answerTo(run(command));
  }

  Reply arrived(long from, long to) {
    return ask(new QueueCommand.Arrived(from, to, List.of(), List.of()));
  }

  Reply arrivedWithGap(long from, long to, long gapFrom, long gapTo) {
    return ask(
        new QueueCommand.Arrived(from, to, List.of(new OffsetRange(gapFrom, gapTo)), List.of()));
  }

  /** One message that is not to be delivered before {@code due}. */
  Reply arrivedDelayed(long offset, long due) {
    return ask(
        new QueueCommand.Arrived(
            offset, offset + 1, List.of(), List.of(new DelayedOffset(offset, due))));
  }

  /** Copies at the offsets from {@code from} on. */
  Reply arrivedCopies(long from, Copied... copies) {
    long to = from + copies.length;
    return ask(new QueueCommand.Arrived(from, to, List.of(), List.of(), List.of(copies)));
  }

  /** What a receive is granted at once; fails if it is answered otherwise. */
  List<Grant> receive(int max) {
    return granted(receiving(max));
  }

  /** Receives until it has this many messages. */
  List<Grant> receiveMany(int messages) {
    List<Grant> grants = new ArrayList<>();
    while (grants.size() < messages) {
      grants.addAll(receive(Math.min(QueueCommand.MAX_BATCH, messages - grants.size())));
    }
    return grants;
  }

  Grant receiveOne() {
    List<Grant> grants = receive(1);
    assertThat(grants).hasSize(1);
    return grants.get(0);
  }

  List<Long> receiveOffsets(int max) {
    return receive(max).stream().map(Grant::offset).toList();
  }

  /** A receive without a wait. */
  Origin receiving(int max) {
    return run(new QueueCommand.Receive(max, VISIBILITY, 0, 0, NO_LIMIT));
  }

  /** A receive that waits. */
  Origin waiting(int max, long waitMs) {
    return run(new QueueCommand.Receive(max, VISIBILITY, waitMs, 0, NO_LIMIT));
  }

  /** A receive without a wait whose sender knows of messages up to {@code knownEnd}. */
  Origin catchingUp(long knownEnd) {
    return run(new QueueCommand.Receive(1, VISIBILITY, 0, knownEnd, NO_LIMIT));
  }

  Origin limited(int maxInFlight, long waitMs) {
    return run(new QueueCommand.Receive(1, VISIBILITY, waitMs, 0, maxInFlight));
  }

  List<Grant> granted(Origin origin) {
    assertThat(answerTo(origin)).isInstanceOf(Reply.Granted.class);
    return ((Reply.Granted) answerTo(origin)).grants();
  }

  List<Long> grantedOffsets(Origin origin) {
    return granted(origin).stream().map(Grant::offset).toList();
  }

  /** Whether there is a message for a receive without a wait; takes none. */
  boolean hasNoMessage() {
    return answerTo(receiving(1)) instanceof Reply.NoMessage;
  }

  boolean delete(Grant grant) {
    return delete(grant.lease()).get(0);
  }

  List<Boolean> delete(Lease... leases) {
    return ((Reply.Deleted) ask(new QueueCommand.Delete(List.of(leases)))).outcomes();
  }

  void release(Grant grant) {
    run(new QueueCommand.Release(List.of(grant.lease())));
  }

  void defer(Grant grant, long delayMs) {
    assertThat(ask(new QueueCommand.Defer(grant.lease(), delayMs))).isEqualTo(new Reply.Done());
  }

  void bury(Grant... grants) {
    List<Lease> leases = Stream.of(grants).map(Grant::lease).toList();
    assertThat(ask(new QueueCommand.Bury(leases))).isEqualTo(new Reply.Done());
  }

  void expire(long before, int max) {
    assertThat(ask(new QueueCommand.Expire(before, max))).isEqualTo(new Reply.Done());
  }

  /** Whatever number the latest burials of these offsets have that were told of. */
  void moved(Long... offsets) {
    movedAs(
        Stream.of(offsets)
            .map(offset -> new Buried(offset, numbers.getOrDefault(offset, 0L)))
            .toArray(Buried[]::new));
  }

  void movedAs(Buried... letters) {
    assertThat(ask(new QueueCommand.Moved(List.of(letters)))).isEqualTo(new Reply.Done());
  }

  /** Where the dead letters lie that appeared since the last call, in the order of burials. */
  List<Long> newlyDead() {
    return newLetters().stream().map(DeadLetter::offset).toList();
  }

  /** The dead letters that appeared since the last call, in the order of burials. */
  List<DeadLetter> newLetters() {
    List<DeadLetter> letters = List.copyOf(dead);
    dead.clear();
    return letters;
  }

  /** The deliveries that ended since the last call without being named, in that order. */
  List<EndedDelivery> newEnds() {
    List<EndedDelivery> ends = List.copyOf(ended);
    ended.clear();
    return ends;
  }

  /** The exceptional offsets that are remembered. */
  Map<Long, Entry> entries() {
    return store.contents().images().get(PARTITION).entries();
  }

  void cancel(Origin receive) {
    run(new QueueCommand.Cancel(receive.request()));
  }

  void rewind(long offset) {
    assertThat(ask(new QueueCommand.Rewind(offset))).isEqualTo(new Reply.Done());
  }

  void clear() {
    assertThat(ask(new QueueCommand.Clear())).isEqualTo(new Reply.Done());
  }

  void trim(long start) {
    run(new QueueCommand.Trim(start));
  }

  /** As {@link #count} counts. */
  static Reply.Counted counted(
      long active, long inactive, long delayed, long rewindable, long firstUndeleted) {
    return new Reply.Counted(active, inactive, delayed, rewindable, firstUndeleted, 0);
  }

  /** Counts with a rewind window that reaches back to offset 0; without the end. */
  Reply.Counted count() {
    Reply.Counted all = countFrom(0);
    return counted(
        all.active(), all.inactive(), all.delayed(), all.rewindable(), all.firstUndeleted());
  }

  /** Where no receive waits that the question may serve, a look must have told the same. */
  Reply.Counted countFrom(long windowStart) {
    Depth depth = machine.depth(now, windowStart);
    boolean isSame = machine.parkedReceives().isEmpty();
    Reply.Counted counted = (Reply.Counted) ask(new QueueCommand.Count(windowStart));
    if (isSame) {
      assertThat(List.of(depth.visible(), depth.invisible(), depth.delayed(), depth.rewindable()))
          .as("depth")
          .containsExactly(
              counted.active(), counted.inactive(), counted.delayed(), counted.rewindable());
    }
    return counted;
  }

  /** Without a command. */
  Depth depth(long windowStart) {
    return machine.depth(now, windowStart);
  }

  long nextWake() {
    return machine.nextWake();
  }

  long end() {
    return machine.end();
  }

  boolean isBlank() {
    return machine.isBlank();
  }

  /** How many headers, entries, parked receives and sources are kept. */
  int stored() {
    return store.size();
  }

  private interface Act {
    void on(QueueMachine machine, Outbox outbox);
  }

  private void onBoth(Act act) {
    InMemoryShardStore restoredStore = store.copy();
    QueueMachine restored =
        new QueueMachine(restoredStore.imageOf(PARTITION), restoredStore.of(PARTITION));
    restored.newlyDead(PARTITION);
    List<Sent> sentByRestored = new ArrayList<>();
    act.on(restored, (to, reply) -> sentByRestored.add(new Sent(to, reply)));

    List<Sent> sentNow = new ArrayList<>();
    act.on(machine, (to, reply) -> sentNow.add(new Sent(to, reply)));

    assertThat(sentByRestored).as("answers after a restart").isEqualTo(sentNow);
    assertThat(restoredStore.contents()).as("state after a restart").isEqualTo(store.contents());
    assertThat(restored.nextWake()).as("wake-up after a restart").isEqualTo(machine.nextWake());
    List<DeadLetter> deadNow = machine.newlyDead(PARTITION);
    assertThat(restored.newlyDead(PARTITION)).as("deaths after a restart").isEqualTo(deadNow);
    List<EndedDelivery> endedNow = machine.newlyEnded();
    assertThat(restored.newlyEnded()).as("ends after a restart").isEqualTo(endedNow);
    sent.addAll(sentNow);
    ended.addAll(endedNow);
    dead.addAll(deadNow);
    deadNow.forEach(letter -> numbers.put(letter.offset(), letter.number()));
  }
}
