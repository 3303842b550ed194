package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What must be true of one queue partition: one plain list of every retained offset, and rules that
 * look at all of it each time.
 */
final class ModelQueue {
  private static final long CATCH_UP_MS = 1_000;

  private enum State {
    WAITING,
    DELAYED,
    IN_FLIGHT,
    CAME_BACK,
    DEFERRED,
    DEAD,
    DELETED,
    /** No message; once passed it cannot be told from a deleted one. */
    GAP,
    /** No message either, but known for what it is. */
    REPEAT
  }

  private static final class Message {
    final long offset;
    State state = State.WAITING;

    /** When the delay, the visibility or the deferral ends. */
    long until;

    long serial;
    int count;
    long firstDequeue;

    /** Number of its latest death. */
    long burial;

    /** The queue to which it was moved then; null for the dead-letter queue. */
    String target;

    /** How it died then; null when it was moved to another queue. */
    Death death;

    /** Whether it dies when its visibility ends. */
    boolean last;

    /** One past the gap this offset was told to be part of. */
    long gapEnd;

    Message(long offset) {
      this.offset = offset;
    }

    /** It was delivered in vain, and another delivery is to make up for it. */
    boolean isRetried() {
      return state == State.DEFERRED
          || state == State.CAME_BACK && count > 0
          || state == State.IN_FLIGHT && count > 1;
    }

    /** Null when it is no message. */
    MessageStatus status() {
      return switch (state) {
        case WAITING, CAME_BACK -> status(MessageState.VISIBLE, 0);
        case DELAYED -> status(MessageState.DELAYED, until);
        case IN_FLIGHT -> status(MessageState.INVISIBLE, until);
        case DEFERRED -> status(MessageState.DEFERRED, until);
        case DEAD -> new MessageStatus(offset, MessageState.DEAD, 0, 0, 0);
        case DELETED -> new MessageStatus(offset, MessageState.DELETED, 0, 0, 0);
        case GAP, REPEAT -> null;
      };
    }

    private MessageStatus status(MessageState seen, long ends) {
      return new MessageStatus(offset, seen, count, ends, count == 0 ? 0 : firstDequeue);
    }

    void become(State next) {
      state = next;
      if (next == State.DELETED) {
        count = 0;
      }
    }
  }

  private record Waiter(
      Origin origin, QueueCommand.Receive receive, long deadline, long catchUpTo) {}

  private final List<Message> messages = new ArrayList<>();

  /** What came from one source; {@code missing} was sent and did not come. */
  private static final class Source {
    long highest = -1;
    long lastCopy;
    final Set<Long> missing = new HashSet<>();
  }

  private final Map<String, Source> sources = new HashMap<>();
  private final List<Waiter> line = new ArrayList<>();
  private boolean newRules;
  private boolean known;
  private long start;
  private long end;

  /** First offset no receive has looked at since the last rewind. */
  private long cursor;

  private long rewindFloor;
  private long deliveries;
  private long burials;

  /** By the number of the burial. */
  private final Map<Long, Message> newlyDead = new TreeMap<>();

  ModelQueue(boolean newRules) {
    this.newRules = newRules;
  }

  void putNewRulesInForce() {
    newRules = true;
  }

  void run(
      QueueCommand command, Origin origin, long now, long delayedBy, Map<Origin, Reply> answers) {
    letTimePass(now, answers);
    if (command instanceof QueueCommand.Receive receive) {
      receive(receive, origin, now, answers);
    } else if (command instanceof QueueCommand.Cancel cancel) {
      Origin given = new Origin(origin.instance(), cancel.request());
      if (line.removeIf(waiter -> waiter.origin().equals(given))) {
        answers.put(given, new Reply.NoMessage());
      }
    } else if (command instanceof QueueCommand.Delete delete) {
      List<Boolean> outcomes = new ArrayList<>();
      delete.leases().forEach(lease -> outcomes.add(delete(lease, now)));
      answers.put(origin, new Reply.Deleted(outcomes));
    } else if (command instanceof QueueCommand.Release release) {
      release.leases().forEach(lease -> release(lease, now));
    } else if (command instanceof QueueCommand.Defer defer) {
      if (isGood(defer.lease(), now)) {
        defer(find(defer.lease().offset()), defer.delayMs(), now);
      }
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Bury bury) {
      for (Lease lease : bury.leases()) {
        if (isGood(lease, now)) {
          die(find(lease.offset()), Death.Cause.PUSH_FAILED);
        }
      }
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Expire expire) {
      expire(expire.before(), expire.max());
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Moved moved) {
      for (Buried letter : moved.letters()) {
        Message message = find(letter.offset());
        boolean isDead = message != null && message.state == State.DEAD;
        if (isDead && message.burial == letter.number()) {
          message.become(State.DELETED);
        }
      }
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Return back) {
      for (Buried letter : back.letters()) {
        Message message = find(letter.offset());
        boolean isDead = message != null && message.state == State.DEAD;
        if (isDead && message.burial == letter.number()) {
          message.count = 0;
          message.become(message.offset < cursor ? State.CAME_BACK : State.WAITING);
        }
      }
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Choose choice) {
      answers.put(origin, choose(choice));
    } else if (command instanceof QueueCommand.Arrived arrived) {
      arrived(arrived, now, delayedBy);
      answers.put(origin, new Reply.KnownUpTo(end));
    } else if (command instanceof QueueCommand.CutBack cut) {
      cutBack(cut.end());
      answers.put(origin, new Reply.KnownUpTo(end));
    } else if (command instanceof QueueCommand.Rewind rewind) {
      rewind(rewind.offset());
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.OpenRewindWindow) {
      openRewindWindow();
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Clear) {
      messages.stream()
          .filter(message -> message.state != State.REPEAT)
          .forEach(message -> message.become(State.DELETED));
      cursor = end;
      answers.put(origin, new Reply.Done());
    } else if (command instanceof QueueCommand.Trim trim) {
      trim(trim.start());
    } else if (command instanceof QueueCommand.Count count) {
      answers.put(origin, count(count.windowStart()));
    } else if (command instanceof QueueCommand.Browse browse) {
      answers.put(origin, browse(browse, now));
    } else if (command instanceof QueueCommand.Drop) {
      drop(answers);
    }
    serve(now, answers);
  }

  void letTimePass(long now, Map<Origin, Reply> answers) {
    messages.stream()
        .filter(message -> message.state == State.IN_FLIGHT && message.last)
        .filter(message -> message.until <= now)
        .sorted(
            Comparator.comparingLong((Message message) -> message.until)
                .thenComparingLong(message -> message.offset))
        .forEach(message -> die(message, Death.Cause.RECEIVED_TOO_OFTEN));
    for (Message message : messages) {
      boolean wasGiven = message.state == State.IN_FLIGHT || message.state == State.DEFERRED;
      if (wasGiven && message.until <= now) {
        message.become(State.CAME_BACK);
      } else if (message.state == State.DELAYED && message.until <= now) {
        message.become(message.offset < cursor ? State.CAME_BACK : State.WAITING);
      }
    }
    answerNoMessage(waiter -> waiter.deadline() <= now, answers);
    serve(now, answers);
  }

  /** When time alone will change something for somebody who waits. */
  long nextWake() {
    long wake = Long.MAX_VALUE;
    for (Waiter waiter : line) {
      wake = Math.min(wake, waiter.deadline());
    }
    for (Message message : messages) {
      boolean ends =
          message.state == State.IN_FLIGHT
              || message.state == State.DEFERRED
              || message.state == State.DELAYED;
      boolean dies = message.state == State.IN_FLIGHT && message.last;
      if (dies || ends && !line.isEmpty()) {
        wake = Math.min(wake, message.until);
      }
    }
    return wake;
  }

  int retained() {
    return messages.size();
  }

  private void receive(
      QueueCommand.Receive receive, Origin origin, long now, Map<Origin, Reply> answers) {
    if (isFull(receive)) {
      answers.put(origin, new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
      return;
    }
    List<Grant> grants = take(receive, now);
    if (!grants.isEmpty()) {
      answers.put(origin, new Reply.Granted(grants));
    } else if (receive.waitMs() > 0) {
      line.add(new Waiter(origin, receive, now + receive.waitMs(), Long.MAX_VALUE));
    } else if (receive.knownEnd() > end) {
      line.add(new Waiter(origin, receive, now + CATCH_UP_MS, receive.knownEnd()));
    } else {
      answers.put(origin, new Reply.NoMessage());
    }
  }

  private void serve(long now, Map<Origin, Reply> answers) {
    boolean more = true;
    while (more) {
      more = false;
      // The first in line, and if that one waits for retries, the first that takes any.
      boolean retriesTried = false;
      for (Waiter waiter : List.copyOf(line)) {
        boolean afterRetries = waiter.receive().retriesFirst();
        if (retriesTried && afterRetries) {
          continue;
        }
        if (isFull(waiter.receive())) {
          break;
        }
        List<Grant> grants = take(waiter.receive(), now);
        if (!grants.isEmpty()) {
          answers.put(waiter.origin(), new Reply.Granted(grants));
          line.remove(waiter);
          more = true;
        }
        if (more || !afterRetries) {
          break;
        }
        retriesTried = true;
      }
    }
    boolean anyEnded = answerNoMessage(waiter -> waiter.catchUpTo() <= end, answers);
    if (anyEnded && newRules) {
      serve(now, answers);
    }
  }

  private boolean answerNoMessage(Predicate<Waiter> whom, Map<Origin, Reply> answers) {
    boolean any = false;
    for (Waiter waiter : List.copyOf(line)) {
      if (whom.test(waiter)) {
        answers.put(waiter.origin(), new Reply.NoMessage());
        line.remove(waiter);
        any = true;
      }
    }
    return any;
  }

  private boolean isFull(QueueCommand.Receive receive) {
    long deferred = receive.retriesFirst() ? 0 : number(State.DEFERRED);
    long dead = receive.maxReceives() > 0 ? number(State.DEAD) : 0;
    return number(State.IN_FLIGHT) + deferred + dead >= receive.maxInFlight();
  }

  private List<Grant> take(QueueCommand.Receive receive, long now) {
    List<Grant> grants = new ArrayList<>();
    while (grants.size() < receive.max()) {
      Message message = nextFor(receive);
      if (message == null) {
        break;
      }
      if (message.state == State.CAME_BACK && isExhausted(message.count, receive)) {
        die(message, Death.Cause.RECEIVED_TOO_OFTEN);
      } else {
        grants.add(deliver(message, receive, now));
      }
    }
    return grants;
  }

  private Message nextFor(QueueCommand.Receive receive) {
    boolean retriesOnly = receive.retriesFirst() && messages.stream().anyMatch(Message::isRetried);
    for (Message message : messages) {
      if (message.state == State.CAME_BACK && (!retriesOnly || message.count > 0)) {
        return message;
      }
    }
    Message waiting = retriesOnly ? null : moveCursorToWaiting(end);
    if (waiting != null) {
      cursor++;
    }
    return waiting;
  }

  private Message moveCursorToWaiting(long to) {
    long limit = to;
    for (; cursor < limit; cursor++) {
      Message message = find(cursor);
      if (message.state == State.WAITING) {
        return message;
      }
      if (message.state == State.GAP) {
        // It is passed as a whole.
        limit = Math.max(limit, message.gapEnd);
        message.become(State.DELETED);
      } else if (message.state == State.REPEAT) {
        limit = Math.max(limit, message.gapEnd);
      }
    }
    return null;
  }

  private static boolean isExhausted(int count, QueueCommand.Receive receive) {
    return receive.maxReceives() > 0 && count >= receive.maxReceives();
  }

  private void die(Message message, Death.Cause cause) {
    leave(message, null, new Death(cause, message.count));
  }

  private void leave(Message message, String target, Death death) {
    message.become(State.DEAD);
    message.death = death;
    message.burial = burials++;
    message.target = target;
    newlyDead.put(message.burial, message);
  }

  private Reply choose(QueueCommand.Choose choice) {
    long underWay =
        messages.stream().filter(one -> one.state == State.DEAD && one.target != null).count();
    long leaving = underWay + choice.offsets().size();
    if (choice.act() == Act.MOVE && leaving > choice.maxLeaving()) {
      return new Reply.Refused(Refusal.TOO_MANY_INACTIVE);
    }
    List<MessageState> were = new ArrayList<>();
    for (long offset : choice.offsets()) {
      Message message = find(offset);
      MessageStatus status = message == null ? null : message.status();
      were.add(status == null ? null : status.state());
      if (status != null) {
        act(message, choice);
      }
    }
    passOver(choice, were);
    return new Reply.Chosen(were);
  }

  /** What waits among messages that were chosen waits as what came back does. */
  private void passOver(QueueCommand.Choose choice, List<MessageState> were) {
    long last = -1;
    int taken = 0;
    for (int i = 0; i < were.size(); i++) {
      boolean acted = choice.act().leadsOnFrom(were.get(i)) && choice.act() != Act.MAKE_VISIBLE;
      last = acted ? Math.max(last, choice.offsets().get(i)) : last;
      taken += acted ? 1 : 0;
    }
    if (taken == 0) {
      return;
    }
    moveCursorToWaiting(end);
    long waiting = 0;
    for (long offset = cursor; offset <= last; offset++) {
      waiting += find(offset).state == State.WAITING ? 1 : 0;
    }
    if (last >= cursor && waiting <= taken) {
      for (Message next = moveCursorToWaiting(last + 1);
          next != null;
          next = moveCursorToWaiting(last + 1)) {
        next.become(State.CAME_BACK);
        cursor++;
      }
      moveCursorToWaiting(end);
    }
  }

  private void act(Message message, QueueCommand.Choose choice) {
    boolean isVisible = message.state == State.WAITING || message.state == State.CAME_BACK;
    boolean isHidden = message.state == State.IN_FLIGHT || message.state == State.DEFERRED;
    switch (choice.act()) {
      case LOOK -> {}
      case DELETE -> {
        if (isVisible || isHidden || message.state == State.DELAYED) {
          message.become(State.DELETED);
        }
      }
      case MAKE_VISIBLE -> {
        if (message.state == State.IN_FLIGHT && message.last) {
          die(message, Death.Cause.RECEIVED_TOO_OFTEN);
        } else if (isHidden) {
          message.become(State.CAME_BACK);
        }
      }
      case MOVE -> {
        if (isVisible) {
          leave(message, choice.target(), null);
        }
      }
    }
  }

  private void expire(long before, int max) {
    while (number(State.DEAD) < max) {
      Message waiting = moveCursorToWaiting(Math.min(before, end));
      Message oldest = waiting;
      for (Message message : messages) {
        boolean older = oldest == null ? message.offset < before : message.offset < oldest.offset;
        if (message.state == State.CAME_BACK && older) {
          oldest = message;
        }
      }
      if (oldest == null) {
        return;
      }
      if (oldest == waiting) {
        cursor++;
      }
      die(oldest, Death.Cause.TOO_OLD);
    }
  }

  /** What died since the last time. */
  List<DeadLetter> newlyDead(QueuePartition partition) {
    List<DeadLetter> letters = new ArrayList<>();
    newlyDead.forEach(
        (number, message) ->
            letters.add(
                new DeadLetter(partition, message.offset, number, message.target, message.death)));
    newlyDead.clear();
    return letters;
  }

  private Grant deliver(Message message, QueueCommand.Receive receive, long now) {
    message.become(State.IN_FLIGHT);
    message.serial = deliveries++;
    message.firstDequeue = message.count == 0 ? now : message.firstDequeue;
    message.count++;
    message.until = now + receive.visibilityMs();
    message.last = isExhausted(message.count, receive);
    return new Grant(
        message.offset, message.serial, message.count, message.until, message.firstDequeue);
  }

  private boolean delete(Lease lease, long now) {
    boolean good = isGood(lease, now);
    if (good) {
      find(lease.offset()).become(State.DELETED);
    }
    return good;
  }

  private void release(Lease lease, long now) {
    if (isGood(lease, now)) {
      Message message = find(lease.offset());
      message.become(State.CAME_BACK);
      message.count--;
    }
  }

  private void defer(Message message, long delayMs, long now) {
    if (message.last) {
      die(message, Death.Cause.RECEIVED_TOO_OFTEN);
    } else {
      message.become(delayMs > 0 ? State.DEFERRED : State.CAME_BACK);
      message.until = now + delayMs;
    }
  }

  private boolean isGood(Lease lease, long now) {
    Message message = find(lease.offset());
    return message != null
        && message.state == State.IN_FLIGHT
        && message.serial == lease.serial()
        && now < message.until;
  }

  private void arrived(QueueCommand.Arrived arrived, long now, long delayedBy) {
    if (!known) {
      beginAt(arrived.from());
    }
    if (arrived.from() > end) {
      return;
    }
    long oldEnd = end;
    for (; end < arrived.to(); end++) {
      Message message = new Message(end);
      for (OffsetRange gap : arrived.gaps()) {
        if (gap.from() <= end && end < gap.to()) {
          message.become(State.GAP);
          message.gapEnd = Math.min(gap.to(), arrived.to());
        }
      }
      messages.add(message);
    }
    Set<Long> repeats = new HashSet<>();
    for (Copied copy : arrived.copied()) {
      if (copy.offset() >= oldEnd && isRepeat(copy)) {
        find(copy.offset()).become(State.REPEAT);
        repeats.add(copy.offset());
        // A run of repeats is one gap.
        for (long back = copy.offset(); repeats.contains(back); back--) {
          find(back).gapEnd = copy.offset() + 1;
        }
      }
    }
    for (DelayedOffset delay : arrived.delayed()) {
      boolean isMessage = delay.offset() >= oldEnd && !repeats.contains(delay.offset());
      if (isMessage && delay.due() + delayedBy > now) {
        find(delay.offset()).become(State.DELAYED);
        find(delay.offset()).until = delay.due() + delayedBy;
      }
    }
  }

  private boolean isRepeat(Copied copy) {
    Source source = sources.computeIfAbsent(copy.source(), name -> new Source());
    if (copy.number() <= source.highest && !source.missing.remove(copy.number())) {
      return true;
    }
    source.lastCopy = copy.offset();
    if (copy.number() > source.highest && copy.previous() > source.highest) {
      for (long number = source.highest + 1; number < copy.number(); number++) {
        source.missing.add(number);
      }
    }
    source.highest = Math.max(source.highest, copy.number());
    return false;
  }

  private void cutBack(long newEnd) {
    if (!known || newEnd >= end) {
      return;
    }
    messages.removeIf(message -> message.offset >= newEnd);
    messages.forEach(message -> message.gapEnd = Math.min(message.gapEnd, newEnd));
    sources.values().removeIf(source -> source.lastCopy >= newEnd);
    start = Math.min(start, newEnd);
    cursor = Math.min(cursor, newEnd);
    rewindFloor = Math.min(rewindFloor, newEnd);
    end = newEnd;
  }

  private void rewind(long offset) {
    long target = Math.max(offset, Math.max(start, rewindFloor));
    for (Message message : messages) {
      if (message.offset >= target && message.state == State.DELETED) {
        message.become(State.WAITING);
      }
    }
    if (target < cursor) {
      cutRunOfRepeats(target);
    }
    cursor = Math.min(cursor, target);
    for (Message message : messages) {
      boolean waits = message.state == State.CAME_BACK && message.count == 0;
      if (newRules && waits && message.offset >= Math.max(target, cursor)) {
        message.become(State.WAITING);
      }
    }
  }

  /** A run that the cursor comes back into is two from then on. */
  private void cutRunOfRepeats(long at) {
    for (Message message : messages) {
      if (message.state == State.REPEAT && message.offset < at) {
        message.gapEnd = Math.min(message.gapEnd, at);
      }
    }
  }

  private void openRewindWindow() {
    rewindFloor = cursor;
    for (Message message : messages) {
      if (message.offset >= cursor && message.state == State.DELETED) {
        rewindFloor = message.offset + 1;
      }
    }
  }

  private void trim(long newStart) {
    if (!known) {
      beginAt(newStart);
    }
    if (newStart <= start) {
      return;
    }
    start = newStart;
    for (Message message : messages) {
      boolean isAhead = message.state == State.REPEAT && message.offset >= cursor;
      if (message.offset < newStart && (message.state == State.GAP || isAhead)) {
        start = Math.max(start, message.gapEnd);
      }
    }
    messages.removeIf(message -> message.offset < start);
    end = Math.max(end, start);
    cursor = Math.max(cursor, start);
  }

  private Reply count(long windowStart) {
    long target = Math.max(windowStart, Math.max(start, rewindFloor));
    long rewindable = 0;
    long firstUndeleted = -1;
    for (Message message : messages) {
      if (message.state == State.DELETED && message.offset >= target) {
        rewindable++;
      }
      boolean isMessage = message.state != State.GAP && message.state != State.REPEAT;
      boolean undeleted = isMessage && message.state != State.DELETED;
      if (undeleted && firstUndeleted < 0) {
        firstUndeleted = message.offset;
      }
    }
    return new Reply.Counted(
        number(State.WAITING) + number(State.CAME_BACK),
        number(State.IN_FLIGHT) + number(State.DEFERRED) + number(State.DEAD),
        number(State.DELAYED),
        rewindable,
        firstUndeleted,
        end);
  }

  private Reply browse(QueueCommand.Browse browse, long now) {
    List<Message> inOrder = new ArrayList<>(messages);
    if (browse.backwards()) {
      Collections.reverse(inOrder);
    }
    List<MessageStatus> found = new ArrayList<>();
    long next = browse.backwards() ? start - 1 : end;
    for (Message message : inOrder) {
      boolean isAhead =
          browse.backwards() ? message.offset <= browse.from() : message.offset >= browse.from();
      MessageStatus status = message.status();
      if (isAhead && status != null && browse.states().contains(status.state())) {
        found.add(status);
        if (found.size() == browse.max()) {
          next = message.offset + (browse.backwards() ? -1 : 1);
          break;
        }
      }
    }
    return new Reply.Browsed(start, end, Math.max(start, rewindFloor), now, found, next);
  }

  private void drop(Map<Origin, Reply> answers) {
    line.forEach(waiter -> answers.put(waiter.origin(), new Reply.Refused(Refusal.NO_SUCH_QUEUE)));
    line.clear();
    messages.clear();
    sources.clear();
    known = false;
    start = 0;
    end = 0;
    cursor = 0;
    rewindFloor = 0;
    deliveries = 0;
    burials = 0;
  }

  private void beginAt(long offset) {
    known = true;
    start = offset;
    end = offset;
    cursor = offset;
    rewindFloor = offset;
  }

  private Message find(long offset) {
    return offset < start || offset >= end ? null : messages.get((int) (offset - start));
  }

  private long number(State state) {
    long number = 0;
    for (Message message : messages) {
      if (message.state == state) {
        number++;
      }
    }
    return number;
  }
}
