package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Tells the invariants of one queue partition, in order, what was asked and what was answered. */
final class QueueHistory {
  private static final long CATCH_UP_MS = 1_000;

  private final List<Invariant> invariants =
      List.of(
          new P6EachCopiedItemOnce(),
          new P1NothingIsLost(),
          new P2DeletedStaysDeleted(),
          new P3InvisibleToOthers(),
          new P4OnlyTheNewestHandleDeletes(),
          new P5InOrder(),
          new RetriesFirst(),
          new DeadLettersAreToldOf(),
          new OnlyMessagesAreDelivered(),
          new DelaysAreKept(),
          new DeliveriesAreCounted(),
          new WaitsEndInTime());

  private record Item(String source, long number) {}

  private final Map<Origin, QueueCommand.Receive> receives = new HashMap<>();

  /** With the offset of the copy that was no repeat. */
  private final Map<Item, Long> copied = new HashMap<>();

  private long end = -1;

  /** By how much a delay that is told of by the command must end later. */
  private long delayedBy;

  void ran(
      QueueCommand command,
      Origin origin,
      long now,
      long delayedBy,
      List<Answer> answers,
      List<DeadLetter> letters) {
    this.delayedBy = delayedBy;
    if (command instanceof QueueCommand.Receive receive) {
      long deadline = now + waitOf(receive);
      receives.put(origin, receive);
      each(invariant -> invariant.asked(receive));
      each(invariant -> invariant.asked(origin, now, deadline));
    }
    if (command instanceof QueueCommand.Choose choice) {
      chose(choice, origin, now, answers, letters);
    } else {
      died(command, letters, now);
      tookEffect(command, origin, now, answers);
    }
    if (command instanceof QueueCommand.Cancel cancel) {
      Origin cancelled = new Origin(origin.instance(), cancel.request());
      each(invariant -> invariant.cancelled(cancelled));
    }
    each(invariant -> invariant.settled(now));
  }

  private void tookEffect(QueueCommand command, Origin origin, long now, List<Answer> answers) {
    if (command instanceof QueueCommand.Release release) {
      released(release, now, answers);
    } else if (command instanceof QueueCommand.Trim trim) {
      trimmed(trim, now, answers);
    } else {
      for (Answer answer : answers) {
        if (answer.to().equals(origin) && !(command instanceof QueueCommand.Receive)) {
          tookEffect(command, answer.reply(), now);
        } else {
          answered(answer, now);
        }
      }
    }
  }

  void ticked(long now, List<Answer> answers, List<DeadLetter> letters) {
    letters.forEach(letter -> each(invariant -> invariant.died(letter, now)));
    answers.forEach(answer -> answered(answer, now));
    each(invariant -> invariant.settled(now));
  }

  private void died(QueueCommand command, List<DeadLetter> letters, long now) {
    if (command instanceof QueueCommand.Bury bury) {
      bury.leases().forEach(lease -> each(invariant -> invariant.buried(lease, now)));
    } else if (command instanceof QueueCommand.Expire expire) {
      each(invariant -> invariant.expiring(expire.before(), expire.max()));
    } else if (command instanceof QueueCommand.Defer defer && isOf(defer.lease(), letters)) {
      // It ends the last delivery, or a receive that waits allows no further one.
      each(invariant -> invariant.buried(defer.lease(), now));
    } else if (command instanceof QueueCommand.Release release) {
      release.leases().stream()
          .filter(lease -> isOf(lease, letters))
          .forEach(lease -> each(invariant -> invariant.released(lease, now)));
    }
    letters.forEach(letter -> each(invariant -> invariant.died(letter, now)));
  }

  /** Receives may have been served before it in the same step, and what they got be chosen. */
  private void chose(
      QueueCommand.Choose choice,
      Origin origin,
      long now,
      List<Answer> answers,
      List<DeadLetter> letters) {
    List<MessageState> were =
        answers.stream()
            .filter(answer -> answer.to().equals(origin))
            .map(Answer::reply)
            .filter(Reply.Chosen.class::isInstance)
            .findFirst()
            .map(reply -> ((Reply.Chosen) reply).were())
            .orElse(List.of());
    List<DeadLetter> before =
        letters.stream().takeWhile(one -> !ledOn(choice, were, one.offset())).toList();
    before.forEach(letter -> each(invariant -> invariant.died(letter, now)));
    for (Answer answer : answers) {
      if (answer.to().equals(origin)) {
        acted(choice, were);
        letters.stream()
            .skip(before.size())
            .forEach(letter -> each(invariant -> invariant.died(letter, now)));
      } else {
        answered(answer, now);
      }
    }
  }

  private static boolean ledOn(QueueCommand.Choose choice, List<MessageState> were, long offset) {
    int i = choice.offsets().indexOf(offset);
    return i >= 0 && i < were.size() && choice.act().leadsOnFrom(were.get(i));
  }

  private void acted(QueueCommand.Choose choice, List<MessageState> were) {
    for (int i = 0; i < were.size(); i++) {
      long offset = choice.offsets().get(i);
      if (ledOn(choice, were, offset)) {
        switch (choice.act()) {
          case LOOK -> {}
          case DELETE -> each(invariant -> invariant.removed(offset));
          case MAKE_VISIBLE -> each(invariant -> invariant.shown(offset));
          case MOVE -> each(invariant -> invariant.leaving(offset));
        }
        if (choice.act() != Act.MAKE_VISIBLE) {
          each(invariant -> invariant.passed(offset));
        }
      }
    }
  }

  private static boolean isOf(Lease lease, List<DeadLetter> letters) {
    return letters.stream().anyMatch(letter -> letter.offset() == lease.offset());
  }

  void stillDead(Set<Buried> letters) {
    each(invariant -> invariant.stillDead(letters));
  }

  void dropped() {
    each(Invariant::dropped);
  }

  void drained() {
    each(Invariant::drained);
  }

  /**
   * A release is not answered, and receives may have been served before it in the same step. It has
   * happened at the latest when what it gave back is granted anew.
   */
  private void released(QueueCommand.Release release, long now, List<Answer> answers) {
    List<Lease> untold = new ArrayList<>(release.leases());
    for (Answer answer : answers) {
      for (Lease lease : release.leases()) {
        if (gives(answer, grant -> grant.offset() == lease.offset()) && untold.remove(lease)) {
          each(invariant -> invariant.released(lease, now));
        }
      }
      answered(answer, now);
    }
    untold.forEach(lease -> each(invariant -> invariant.released(lease, now)));
  }

  /** Nor is a trim answered. It has not happened while what it takes away is still granted. */
  private void trimmed(QueueCommand.Trim trim, long now, List<Answer> answers) {
    int before = 0;
    for (int i = 0; i < answers.size(); i++) {
      if (gives(answers.get(i), grant -> grant.offset() < trim.start())) {
        before = i + 1;
      }
    }
    answers.subList(0, before).forEach(answer -> answered(answer, now));
    end = Math.max(end, trim.start());
    each(invariant -> invariant.trimmed(trim.start()));
    answers.subList(before, answers.size()).forEach(answer -> answered(answer, now));
  }

  private static boolean gives(Answer answer, Predicate<Grant> what) {
    return answer.reply() instanceof Reply.Granted granted
        && granted.grants().stream().anyMatch(what);
  }

  private void tookEffect(QueueCommand command, Reply reply, long now) {
    if (command instanceof QueueCommand.Delete delete) {
      List<Boolean> outcomes = ((Reply.Deleted) reply).outcomes();
      for (int i = 0; i < outcomes.size(); i++) {
        int index = i;
        each(invariant -> invariant.deleted(delete.leases().get(index), outcomes.get(index), now));
      }
    } else if (command instanceof QueueCommand.Arrived arrived) {
      arrived(arrived, ((Reply.KnownUpTo) reply).end());
    } else if (command instanceof QueueCommand.CutBack cut && cut.end() < end) {
      cutBack(cut.end());
    } else if (command instanceof QueueCommand.Defer defer) {
      each(invariant -> invariant.deferred(defer.lease(), now + defer.delayMs(), now));
    } else if (command instanceof QueueCommand.Moved moved) {
      moved.letters().forEach(letter -> each(invariant -> invariant.moved(letter)));
    } else if (command instanceof QueueCommand.Return back) {
      back.letters().forEach(letter -> each(invariant -> invariant.returned(letter)));
    } else if (command instanceof QueueCommand.Rewind rewind) {
      each(invariant -> invariant.rewound(rewind.offset()));
    } else if (command instanceof QueueCommand.OpenRewindWindow) {
      each(Invariant::rewindWindowOpened);
    } else if (command instanceof QueueCommand.Clear) {
      each(Invariant::cleared);
    }
  }

  private void arrived(QueueCommand.Arrived arrived, long newEnd) {
    for (long next = end < 0 ? arrived.from() : end; next < newEnd; next++) {
      long offset = next;
      if (isGap(arrived, offset) || isRepeat(arrived, offset)) {
        each(invariant -> invariant.gap(offset));
      } else {
        each(invariant -> invariant.arrived(offset, dueOf(arrived, offset)));
      }
    }
    end = newEnd;
  }

  private void cutBack(long newEnd) {
    Set<String> lost = new HashSet<>();
    copied.forEach(
        (item, offset) -> {
          if (offset >= newEnd) {
            lost.add(item.source());
          }
        });
    copied.keySet().removeIf(item -> lost.contains(item.source()));
    lost.forEach(source -> each(invariant -> invariant.sourceForgotten(source)));
    each(invariant -> invariant.cutBack(newEnd));
    end = newEnd;
  }

  private void answered(Answer answer, long now) {
    boolean withMessages = answer.reply() instanceof Reply.Granted;
    each(invariant -> invariant.answered(answer.to(), withMessages, now));
    QueueCommand.Receive receive = receives.remove(answer.to());
    if (answer.reply() instanceof Reply.Granted granted) {
      each(invariant -> invariant.giving(receive));
      granted.grants().forEach(grant -> each(invariant -> invariant.granted(grant, now)));
    }
  }

  private long waitOf(QueueCommand.Receive receive) {
    if (receive.waitMs() > 0) {
      return receive.waitMs();
    }
    return receive.knownEnd() > end ? CATCH_UP_MS : 0;
  }

  private static boolean isGap(QueueCommand.Arrived arrived, long offset) {
    for (OffsetRange gap : arrived.gaps()) {
      if (gap.from() <= offset && offset < gap.to()) {
        return true;
      }
    }
    return false;
  }

  private boolean isRepeat(QueueCommand.Arrived arrived, long offset) {
    for (Copied copy : arrived.copied()) {
      if (copy.offset() == offset) {
        each(invariant -> invariant.copied(copy));
        return copied.putIfAbsent(new Item(copy.source(), copy.number()), offset) != null;
      }
    }
    return false;
  }

  /** 0 for a message without a delay. */
  private long dueOf(QueueCommand.Arrived arrived, long offset) {
    for (DelayedOffset delay : arrived.delayed()) {
      if (delay.offset() == offset) {
        return delay.due() + delayedBy;
      }
    }
    return 0;
  }

  private void each(Consumer<Invariant> told) {
    invariants.forEach(told);
  }
}
