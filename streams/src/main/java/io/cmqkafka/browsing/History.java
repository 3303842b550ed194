package io.cmqkafka.browsing;

import io.cmqkafka.MessageTrace.Delivery;
import io.cmqkafka.MessageTrace.Effect;
import io.cmqkafka.MessageTrace.Event;
import io.cmqkafka.MessageTrace.Kind;
import io.cmqkafka.TracePosition;
import io.cmqkafka.TracePosition.Past;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueueCommand.Choose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Makes out, from the commands of a queue partition, what became of one message. It is pure: it
 * knows the commands alone. Who got a message depends on all messages of the partition, so the log
 * shows a delivery only when it has ended: a command names its lease, or a tick tells of its end.
 */
final class History {
  /** Where a command lies, and what time it was then. */
  record Place(long offset, long atMs, long logTimeMs, String instanceId) {}

  private final long offset;
  private final boolean isPastKnown;
  private final UnaryOperator<String> queueName;
  private final List<Event> events = new ArrayList<>();

  /** By serial, the ends that ticks have told; no more than there are events. */
  private final Map<Long, EndedDelivery> toldEnds = new HashMap<>();

  /** Of the receives so far. */
  private final Set<Long> visibilities;

  private long toldMs;
  private long endedSerial;
  private long endedMs;

  /**
   * @param offset of the message
   * @param past empty when commands about the message may have come before the first one that this
   *     is given
   * @param queueName from the id of a queue
   */
  History(long offset, Optional<Past> past, UnaryOperator<String> queueName) {
    this.queueName = queueName;
    this.offset = offset;
    this.isPastKnown = past.isPresent();
    Past before = past.orElse(new Past(0, -1, -1, List.of()));
    this.toldMs = before.toldMs();
    this.endedSerial = before.endedSerial();
    this.endedMs = before.endedMs();
    this.visibilities = new TreeSet<>(before.visibilitiesMs());
  }

  /** What is known now; empty when it is not all. */
  Optional<Past> past() {
    return isPastKnown
        ? Optional.of(new Past(toldMs, endedSerial, endedMs, List.copyOf(visibilities)))
        : Optional.empty();
  }

  /** All that is known so far. */
  List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /** Takes the next command of the message's queue partition. */
  void look(QueueCommand command, Place at) {
    if (command instanceof QueueCommand.Receive receive) {
      if (visibilities.size() < TracePosition.MAX_VISIBILITIES) {
        visibilities.add(receive.visibilityMs());
      }
    } else if (command instanceof Arrived arrived) {
      arrived(arrived, at);
    } else if (command instanceof QueueCommand.Delete) {
      ofLease(Kind.DELETE, command, at, OptionalLong.empty());
    } else if (command instanceof QueueCommand.Release) {
      ofLease(Kind.RELEASE, command, at, OptionalLong.empty());
    } else if (command instanceof QueueCommand.Bury) {
      ofLease(Kind.BURY, command, at, OptionalLong.empty());
    } else if (command instanceof QueueCommand.Defer defer) {
      ofLease(Kind.DEFER, command, at, OptionalLong.of(at.logTimeMs() + defer.delayMs()));
    } else if (command instanceof Choose choice) {
      chosen(choice, at);
    } else if (command instanceof QueueCommand.Moved moved) {
      ofLetter(Kind.MOVED, moved.letters(), at);
    } else if (command instanceof QueueCommand.Return returned) {
      ofLetter(Kind.RETURN, returned.letters(), at);
    } else if (toldMs >= 0) {
      ofWholeQueue(command, at);
    }
  }

  /** Takes what the next tick tells of deliveries of the message's queue partition. */
  void look(List<EndedDelivery> ended, Place at) {
    for (EndedDelivery one : ended) {
      long serial = one.lease().serial();
      // A process that took over from a killed one may tell of an end again.
      boolean isNews = one.lease().offset() == offset && toldEnds.putIfAbsent(serial, one) == null;
      if (isNews) {
        endedSerial = Math.max(endedSerial, serial);
        correct(serial);
        addWhereItBelongs(one, at);
      }
    }
  }

  /** What was made out of a command that named the delivery may be wrong; what is told is not. */
  private void correct(long serial) {
    events.replaceAll(
        event ->
            event.delivery().stream().anyMatch(delivery -> delivery.serial() == serial)
                ? event.with(effectAfter(toldEnds.get(serial)))
                : event);
  }

  /** Of a command that names a delivery which ended otherwise. */
  private static Effect effectAfter(EndedDelivery end) {
    return end.isCutShort() ? Effect.ENDED_BEFORE : Effect.TOO_LATE;
  }

  /**
   * Ends by time are noticed with the next command, which may have come much later. A machine ends
   * what is due before it does anything else.
   */
  private void addWhereItBelongs(EndedDelivery ended, Place at) {
    Lease lease = ended.lease();
    long before = ended.isCutShort() ? ended.endMs() + 1 : ended.endMs();
    int index = events.size();
    while (index > 0 && events.get(index - 1).atMs() >= before) {
      index--;
    }
    events.add(
        index,
        new Event(
            ended.isDeath() ? Kind.BURY : ended.isCutShort() ? Kind.CUT_SHORT : Kind.LAPSE,
            Effect.DONE,
            ended.endMs(),
            at.offset(),
            at.instanceId(),
            Optional.of(new Delivery(lease.serial(), beginOf(lease, at), lease.until())),
            OptionalLong.empty(),
            Optional.empty()));
  }

  private void arrived(Arrived arrived, Place at) {
    boolean isIn = arrived.from() <= offset && offset < arrived.to();
    boolean isGap = arrived.gaps().stream().anyMatch(g -> g.from() <= offset && offset < g.to());
    // The machine may be told again of what it knows.
    if (isIn && !isGap && toldMs <= 0) {
      toldMs = at.logTimeMs();
      OptionalLong due =
          arrived.delayed().stream()
              .filter(delayed -> delayed.offset() == offset)
              .mapToLong(DelayedOffset::due)
              .findFirst();
      add(
          Kind.ARRIVED,
          isPastKnown ? Effect.DONE : Effect.UNKNOWN,
          at,
          Optional.empty(),
          due,
          null);
    }
  }

  private void ofLease(Kind kind, QueueCommand command, Place at, OptionalLong due) {
    for (Lease lease : command.leases()) {
      if (lease.offset() == offset) {
        toldMs = Math.max(toldMs, 0);
        Delivery delivery = new Delivery(lease.serial(), beginOf(lease, at), lease.until());
        Effect effect = effectOn(delivery, at);
        if (effect == Effect.DONE) {
          endedSerial = lease.serial();
        }
        add(kind, effect, at, Optional.of(delivery), due, null);
      }
    }
  }

  /** A receive made the lease last for as long as its visibility timeout was. */
  private OptionalLong beginOf(Lease lease, Place at) {
    long[] possible =
        visibilities.stream()
            .mapToLong(visibility -> lease.until() - visibility)
            .filter(begin -> begin >= toldMs && begin <= at.logTimeMs())
            .toArray();
    boolean areAllKnown = isPastKnown && visibilities.size() < TracePosition.MAX_VISIBILITIES;
    return areAllKnown && possible.length == 1
        ? OptionalLong.of(possible[0])
        : OptionalLong.empty();
  }

  private Effect effectOn(Delivery delivery, Place at) {
    EndedDelivery told = toldEnds.get(delivery.serial());
    if (told != null) {
      return effectAfter(told);
    }
    if (at.logTimeMs() >= delivery.untilMs()) {
      return Effect.TOO_LATE;
    }
    if (delivery.serial() <= endedSerial) {
      return Effect.ENDED_BEFORE;
    }
    if (delivery.sinceMs().isEmpty()) {
      return isPastKnown && endedMs < 0 ? Effect.DONE : Effect.UNKNOWN;
    }
    long since = delivery.sinceMs().getAsLong();
    return since > endedMs ? Effect.DONE : since < endedMs ? Effect.ENDED_BEFORE : Effect.UNKNOWN;
  }

  /** Only the machine's answer tells whether the message's state allowed the act. */
  private void chosen(Choose choice, Place at) {
    if (choice.offsets().contains(offset)) {
      switch (choice.act()) {
        case LOOK -> {}
        case DELETE -> ending(Kind.DISCARD, Effect.UNKNOWN, at);
        case MAKE_VISIBLE -> ending(Kind.MAKE_VISIBLE, Effect.UNKNOWN, at);
        case MOVE -> add(Kind.REDRIVE, Effect.UNKNOWN, at, queueName.apply(choice.target()));
      }
    }
  }

  private void ofLetter(Kind kind, List<Buried> letters, Place at) {
    if (letters.stream().anyMatch(letter -> letter.offset() == offset)) {
      toldMs = Math.max(toldMs, 0);
      add(kind, Effect.DONE, at, null);
    }
  }

  private void ofWholeQueue(QueueCommand command, Place at) {
    if (command instanceof QueueCommand.Rewind rewind && rewind.offset() <= offset) {
      add(Kind.REWIND, Effect.UNKNOWN, at, null);
    } else if (command instanceof QueueCommand.Clear) {
      ending(Kind.CLEAR, Effect.DONE, at);
    } else if (command instanceof QueueCommand.Trim trim && trim.start() > offset) {
      gone(Kind.TRIM, at);
    } else if (command instanceof QueueCommand.CutBack cut && cut.end() <= offset) {
      gone(Kind.CUT_BACK, at);
    }
  }

  /** What ends whatever delivery there is. */
  private void ending(Kind kind, Effect effect, Place at) {
    endedMs = at.logTimeMs();
    add(kind, effect, at, null);
  }

  /** It is not there any more, unless it is told of anew. */
  private void gone(Kind kind, Place at) {
    toldMs = -1;
    ending(kind, Effect.DONE, at);
  }

  private void add(Kind kind, Effect effect, Place at, String toQueue) {
    add(kind, effect, at, Optional.empty(), OptionalLong.empty(), toQueue);
  }

  private void add(
      Kind kind,
      Effect effect,
      Place at,
      Optional<Delivery> delivery,
      OptionalLong dueMs,
      String toQueue) {
    events.add(
        new Event(
            kind,
            effect,
            at.atMs(),
            at.offset(),
            at.instanceId(),
            delivery,
            dueMs,
            Optional.ofNullable(toQueue)));
  }
}
