package io.cmqkafka.browsing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.MessageTrace.Delivery;
import io.cmqkafka.MessageTrace.Effect;
import io.cmqkafka.MessageTrace.Event;
import io.cmqkafka.MessageTrace.Kind;
import io.cmqkafka.TracePosition;
import io.cmqkafka.TracePosition.Past;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DelayedOffset;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.InMemoryShardStore;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueueCommand.Bury;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueueCommand.Clear;
import io.cmqkafka.queue.QueueCommand.CutBack;
import io.cmqkafka.queue.QueueCommand.Defer;
import io.cmqkafka.queue.QueueCommand.Delete;
import io.cmqkafka.queue.QueueCommand.Moved;
import io.cmqkafka.queue.QueueCommand.Receive;
import io.cmqkafka.queue.QueueCommand.Release;
import io.cmqkafka.queue.QueueCommand.Return;
import io.cmqkafka.queue.QueueCommand.Rewind;
import io.cmqkafka.queue.QueueCommand.Trim;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Lease FIRST = new Lease(5, 70, 40_000);
  private static final Lease OTHER = new Lease(6, 71, 40_000);

  private History history = new History(5, Optional.of(Past.NOTHING), id -> "name of " + id);
  private long offset = 1_000;

  @Test
  void tellsOfArrivalDeliveryAndDelete() {
    at(1_000, arrived(3, 9));
    at(2_000, receive(30_000));
    at(10_000, receive(30_000));
    at(11_000, new Delete(List.of(OTHER, FIRST)));
    assertThat(history.events())
        .containsExactly(
            new Event(
                Kind.ARRIVED,
                Effect.DONE,
                1_000,
                1_000,
                "client",
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty()),
            new Event(
                Kind.DELETE,
                Effect.DONE,
                11_000,
                1_003,
                "client",
                Optional.of(new Delivery(70, OptionalLong.of(10_000), 40_000)),
                OptionalLong.empty(),
                Optional.empty()));
  }

  @Test
  void tellsUntilWhenItWasDelayedOrPutOff() {
    at(
        1_000,
        new Arrived(3, 9, List.of(), List.of(delayed(4, 1), delayed(5, 7_000), delayed(6, 2))));
    at(11_000, new Defer(FIRST, 500));
    assertThat(history.events())
        .extracting(Event::dueMs)
        .containsExactly(OptionalLong.of(7_000), OptionalLong.of(11_500));
  }

  @Test
  void tellsWhichActsCameToNothing() {
    at(1_000, arrived(3, 9));
    at(10_000, receive(30_000));
    at(11_000, new Release(List.of(FIRST)));
    at(11_001, new Delete(List.of(FIRST)));
    at(12_000, receive(30_000));
    at(42_000, new Delete(List.of(new Lease(5, 72, 42_000))));
    assertThat(effects())
        .containsExactly("ARRIVED DONE", "RELEASE DONE", "DELETE ENDED_BEFORE", "DELETE TOO_LATE");
  }

  @Test
  void tellsOfDeliveriesThatNoCommandNamed() {
    at(1_000, arrived(3, 9));
    at(10_000, receive(30_000));
    ended(40_010, new EndedDelivery(OTHER, 40_000, false), new EndedDelivery(FIRST, 40_000, false));
    at(50_000, receive(30_000));
    at(60_000, new Choose(List.of(5L), Act.MAKE_VISIBLE));
    ended(60_001, new EndedDelivery(new Lease(5, 72, 80_000), 60_000, false));
    at(70_000, receive(30_000));
    ended(100_001, new EndedDelivery(new Lease(5, 73, 100_000), 100_000, true));
    assertThat(effects())
        .containsExactly(
            "ARRIVED DONE", "LAPSE DONE", "MAKE_VISIBLE UNKNOWN", "CUT_SHORT DONE", "BURY DONE");
    assertThat(history.events().get(1))
        .isEqualTo(
            new Event(
                Kind.LAPSE,
                Effect.DONE,
                40_000,
                1_002,
                "",
                Optional.of(new Delivery(70, OptionalLong.of(10_000), 40_000)),
                OptionalLong.empty(),
                Optional.empty()));
  }

  @Test
  void anEndByTimeStandsWhereItWas_howeverLateItIsNoticed() {
    at(1_000, arrived(3, 9));
    at(10_000, receive(30_000));
    at(90_000, new Rewind(0));
    ended(90_001, new EndedDelivery(FIRST, 40_000, false));
    assertThat(effects()).containsExactly("ARRIVED DONE", "LAPSE DONE", "REWIND UNKNOWN");
  }

  @Test
  void anEndThatIsToldTwiceWasOne() {
    at(1_000, arrived(3, 9));
    EndedDelivery first = new EndedDelivery(FIRST, 40_000, false);
    EndedDelivery second = new EndedDelivery(new Lease(5, 72, 80_000), 80_000, false);
    ended(40_001, first);
    ended(80_001, second);
    ended(80_002, first, second);
    assertThat(effects()).containsExactly("ARRIVED DONE", "LAPSE DONE", "LAPSE DONE");
  }

  @Test
  void anEndThatIsToldCorrectsWhatWasMadeOutOfCommands() {
    at(1_000, arrived(3, 9));
    // A broker's clock is behind that of the machine's log time.
    at(11_000, new Delete(List.of(FIRST)));
    ended(11_001, new EndedDelivery(FIRST, 40_000, false));
    at(11_002, new Release(List.of(FIRST)));
    assertThat(effects())
        .containsExactly("ARRIVED DONE", "DELETE TOO_LATE", "LAPSE DONE", "RELEASE TOO_LATE");

    Lease second = new Lease(5, 72, 80_000);
    at(50_000, new Release(List.of(second)));
    ended(50_001, new EndedDelivery(second, 49_000, false));
    at(50_002, new Delete(List.of(second)));
    assertThat(effects().subList(4, 7))
        .containsExactly("CUT_SHORT DONE", "RELEASE ENDED_BEFORE", "DELETE ENDED_BEFORE");
  }

  @Test
  void aMachineEndsWhatIsDueBeforeItDoesAnythingElse() {
    at(1_000, arrived(3, 9));
    at(40_000, new Rewind(0));
    at(40_000, new Clear());
    ended(40_000, new EndedDelivery(FIRST, 40_000, false));
    ended(40_000, new EndedDelivery(new Lease(5, 72, 80_000), 40_000, false));
    assertThat(effects())
        .containsExactly(
            "ARRIVED DONE", "LAPSE DONE", "REWIND UNKNOWN", "CLEAR DONE", "CUT_SHORT DONE");
  }

  @Test
  void theTimeIsThatOfAllCommands_notOfTheOneThatIsLooked() {
    at(1_000, arrived(3, 9));
    // A broker's clock was ahead before.
    history.look(new Delete(List.of(FIRST)), new History.Place(1, 39_000, 40_000, "client"));
    assertThat(effects()).containsExactly("ARRIVED DONE", "DELETE TOO_LATE");
  }

  @Test
  void whatEndsDeliveriesWithoutNamingThem_leavesOpenWhichOnesUnlessTheirBeginIsKnown() {
    at(1_000, arrived(3, 9));
    at(10_000, receive(30_000));
    at(11_000, new Choose(List.of(4L, 5L), Act.MAKE_VISIBLE));
    at(12_000, receive(30_000));
    at(13_000, new Delete(List.of(FIRST)));
    at(13_500, new Delete(List.of(new Lease(5, 72, 42_000))));
    assertThat(effects())
        .containsExactly(
            "ARRIVED DONE", "MAKE_VISIBLE UNKNOWN", "DELETE ENDED_BEFORE", "DELETE DONE");
  }

  @Test
  void withSeveralVisibilityTimeoutsTheBeginOfADeliveryIsTold_ifOneIsPossibleOnly() {
    at(1_000, arrived(3, 9));
    at(10_000, receive(30_000));
    at(10_500, receive(20_000));
    at(11_000, new Delete(List.of(FIRST)));
    at(21_000, new Delete(List.of(FIRST)));
    assertThat(history.events().get(1).delivery().orElseThrow().sinceMs())
        .isEqualTo(OptionalLong.of(10_000));
    assertThat(history.events().get(2).delivery().orElseThrow().sinceMs()).isEmpty();
  }

  @Test
  void tellsWhatHappenedToAllMessages_andOnlyOnceItIsThere() {
    at(500, new Clear());
    at(600, new Rewind(0));
    at(1_000, arrived(3, 9));
    at(1_100, new Rewind(6));
    at(1_200, new Trim(5));
    at(1_300, new CutBack(6));
    at(2_000, new Clear());
    at(3_000, new Rewind(5));
    at(4_000, new Trim(6));
    at(4_001, new Trim(7));
    assertThat(effects())
        .containsExactly("ARRIVED DONE", "CLEAR DONE", "REWIND UNKNOWN", "TRIM DONE");
  }

  @Test
  void anOffsetThatKafkaLostHoldsAnotherMessageLater() {
    at(1_000, arrived(3, 9));
    at(2_000, arrived(5, 9));
    at(3_000, new CutBack(5));
    at(4_000, arrived(5, 6));
    assertThat(effects()).containsExactly("ARRIVED DONE", "CUT_BACK DONE", "ARRIVED DONE");
  }

  @Test
  void tellsWhatSomebodyChose_andWhereDeadLettersWent() {
    at(1_000, arrived(3, 9));
    at(2_000, new Choose(List.of(5L), Act.LOOK));
    at(2_100, new Choose(List.of(4L, 6L), Act.DELETE));
    at(3_000, new Choose(List.of(5L), Act.MOVE, "queue-x", 10));
    at(4_000, new Return(List.of(new Buried(5, 1))));
    at(5_000, new Bury(List.of(FIRST)));
    at(6_000, new Moved(List.of(new Buried(4, 2), new Buried(5, 3))));
    at(7_000, new Choose(List.of(5L), Act.DELETE));
    assertThat(effects())
        .containsExactly(
            "ARRIVED DONE",
            "REDRIVE UNKNOWN",
            "RETURN DONE",
            "BURY DONE",
            "MOVED DONE",
            "DISCARD UNKNOWN");
    assertThat(history.events().get(1).toQueue()).contains("name of queue-x");
  }

  @Test
  void aGapIsNoMessage() {
    at(1_000, new Arrived(3, 9, List.of(new OffsetRange(4, 6)), List.of()));
    assertThat(history.events()).isEmpty();
  }

  @Test
  void fromTheMiddleOfTheLogItClaimsNoMoreThanItKnows() {
    history = new History(5, Optional.empty(), id -> id);
    at(11_000, receive(30_000));
    at(11_500, new Delete(List.of(FIRST)));
    at(12_000, new Delete(List.of(new Lease(5, 72, 41_000))));
    at(12_500, new Clear());
    assertThat(effects()).containsExactly("DELETE UNKNOWN", "DELETE UNKNOWN", "CLEAR DONE");
    assertThat(history.events().get(1).delivery().orElseThrow().sinceMs()).isEmpty();
    assertThat(history.past()).isEmpty();
  }

  /** Whatever it says of deliveries and their ends is what the machine did. */
  @Test
  void agreesWithTheMachine() {
    Map<String, Integer> seen = new HashMap<>();
    for (int seed = 0; seed < 150; seed++) {
      new Comparison(seed, seen).run();
    }
    for (Effect effect : Effect.values()) {
      assertThat(seen.get("DELETE " + effect)).as("deletes %s", effect).isGreaterThan(25);
    }
    assertThat(seen.get("begins")).isGreaterThan(250);
    for (Kind kind : List.of(Kind.LAPSE, Kind.CUT_SHORT, Kind.BURY)) {
      assertThat(seen.get(kind.name())).as("ends by %s", kind).isGreaterThan(25);
    }
  }

  /** A machine that gets commands at random, and the history of one of its messages. */
  private static final class Comparison {
    private static final QueuePartition PARTITION = new QueuePartition("queue", 0);
    private static final int MESSAGES = 4;
    private static final long LONGEST_MS = 25_000;

    private final Random random;
    private final Map<String, Integer> seen;
    private final QueueShard shard = new QueueShard(new InMemoryShardStore());
    private final List<Grant> grants = new ArrayList<>();

    /** By serial, when a delivery was granted. */
    private final Map<Long, Long> begins = new HashMap<>();

    /** Of message 1, the serials of the deliveries that the history must tell of. */
    private final List<Long> deliveries = new ArrayList<>();

    /** By serial, the ends that the machine noted. */
    private final Map<Long, EndedDelivery> ends = new HashMap<>();

    private final List<List<EndedDelivery>> toBeTold = new ArrayList<>();

    /** Not moved yet. */
    private final List<Buried> letters = new ArrayList<>();

    /** By place in the log, whether a delete of message 1 deleted it. */
    private final Map<Long, Boolean> deleted = new HashMap<>();

    private final List<Event> events = new ArrayList<>();
    private final int skipped;
    private History history;
    private long now = 1_000_000;
    private long position;

    Comparison(int seed, Map<String, Integer> seen) {
      random = new Random(seed);
      this.seen = seen;
      // Every third history begins in the middle, and each is put down and taken up again.
      skipped = seed % 3 == 0 ? 20 : 0;
      history =
          new History(1, skipped == 0 ? Optional.of(Past.NOTHING) : Optional.empty(), id -> id);
    }

    void run() {
      shard.putInForce(Rules.NEWEST, position, now);
      runOne(new Arrived(0, MESSAGES, List.of(), List.of()));
      for (int i = 0; i < 80; i++) {
        now += random.nextInt(3_000);
        runOne(next());
        if (i % 7 == 0) {
          putDownAndTakeUp();
        }
      }
      now += LONGEST_MS;
      runOne(new QueueCommand.Count(0));
      tick();
      events.addAll(history.events());
      events.forEach(this::check);
      checkThatEachDeliveryHasItsEnd();
    }

    private void checkThatEachDeliveryHasItsEnd() {
      List<Long> told = endsWith(Set.of(Effect.DONE));
      assertThat(told).as("told once").doesNotHaveDuplicates();
      assertThat(endsWith(Set.of(Effect.DONE, Effect.UNKNOWN))).containsAll(deliveries);
    }

    private List<Long> endsWith(Set<Effect> effects) {
      return events.stream()
          .filter(event -> effects.contains(event.effect()))
          .flatMap(event -> event.delivery().stream())
          .map(Delivery::serial)
          .toList();
    }

    private void putDownAndTakeUp() {
      events.addAll(history.events());
      String position = new TracePosition(4711, history.past()).toString();
      history = new History(1, TracePosition.parse(position).orElseThrow().past(), id -> id);
    }

    private QueueCommand next() {
      Lease lease = grants.isEmpty() ? null : grants.get(random.nextInt(grants.size())).lease();
      int wheel = random.nextInt(20);
      if (wheel < 8 || lease == null) {
        long visibilityMs = wheel < 7 ? 10_000 : LONGEST_MS;
        int max = 1 + random.nextInt(3);
        return new Receive(max, visibilityMs, wheel % 2 * 5_000L, 0, 100, wheel % 4, false);
      }
      if (wheel == 18 && !letters.isEmpty()) {
        List<Buried> moved = List.copyOf(letters);
        letters.clear();
        return new Moved(moved);
      }
      return switch (wheel) {
        case 8, 9, 10, 11, 12, 13 -> new Delete(List.of(lease));
        case 14 -> new Release(List.of(lease));
        case 15 -> new Defer(lease, 2_000);
        case 16 -> new Choose(List.of(1L), random.nextBoolean() ? Act.MAKE_VISIBLE : Act.DELETE);
        case 17 -> random.nextInt(5) == 0 ? new Clear() : new Rewind(0);
        default -> new Rewind(random.nextInt(MESSAGES));
      };
    }

    private void runOne(QueueCommand command) {
      position++;
      shard.run(PARTITION, command, new Origin("client", position), position, now, this::answered);
      if (position > skipped) {
        history.look(command, new History.Place(position, now, now, "client"));
      }
      List<EndedDelivery> ended = shard.newlyEnded().getOrDefault(PARTITION, List.of());
      ended.forEach(one -> ends.put(one.lease().serial(), one));
      toBeTold.add(ended);
      // Other commands may come before the tick that tells.
      if (random.nextBoolean()) {
        tick();
      }
      shard.newlyDead().forEach(letter -> letters.add(letter.buried()));
    }

    /** Tells what is to be told, now and then twice. */
    private void tick() {
      position++;
      for (List<EndedDelivery> ended : toBeTold) {
        for (int times = random.nextInt(3) == 0 ? 2 : 1; times > 0 && position > skipped; times--) {
          history.look(ended, new History.Place(position, now, now, ""));
        }
      }
      toBeTold.clear();
    }

    private void answered(Origin to, Reply reply) {
      if (reply instanceof Reply.Granted granted) {
        grants.addAll(granted.grants());
        granted.grants().forEach(this::granted);
      } else if (reply instanceof Reply.Deleted outcome) {
        deleted.put(to.request(), outcome.outcomes().get(0));
      }
    }

    private void granted(Grant grant) {
      begins.put(grant.serial(), now);
      if (grant.offset() == 1 && position > skipped) {
        deliveries.add(grant.serial());
      }
    }

    private void check(Event event) {
      event
          .delivery()
          .filter(delivery -> delivery.sinceMs().isPresent())
          .ifPresent(
              delivery -> {
                assertThat(delivery.sinceMs())
                    .as("begin in %s", event)
                    .isEqualTo(OptionalLong.of(begins.get(delivery.serial())));
                seen.merge("begins", 1, Integer::sum);
              });
      seen.merge(event.kind().name(), 1, Integer::sum);
      if (event.instanceId().isEmpty()) {
        EndedDelivery end = ends.get(event.delivery().orElseThrow().serial());
        assertThat(event.atMs()).as("end in %s", event).isEqualTo(end.endMs());
        assertThat(event.kind())
            .isEqualTo(end.isDeath() ? Kind.BURY : end.isCutShort() ? Kind.CUT_SHORT : Kind.LAPSE);
      }
      if (event.kind() == Kind.DELETE) {
        seen.merge("DELETE " + event.effect(), 1, Integer::sum);
        if (event.effect() != Effect.UNKNOWN) {
          assertThat(event.effect() == Effect.DONE)
              .as("deleted in %s", event)
              .isEqualTo(deleted.get(event.offset()));
        }
      }
    }
  }

  private void at(long timeMs, QueueCommand command) {
    history.look(command, new History.Place(offset++, timeMs, timeMs, "client"));
  }

  private void ended(long timeMs, EndedDelivery... deliveries) {
    history.look(List.of(deliveries), new History.Place(offset++, timeMs, timeMs, ""));
  }

  private static Arrived arrived(long from, long to) {
    return new Arrived(from, to, List.of(), List.of());
  }

  private static DelayedOffset delayed(long offset, long due) {
    return new DelayedOffset(offset, due);
  }

  private static Receive receive(long visibilityMs) {
    return new Receive(1, visibilityMs, 0, 0, 100);
  }

  private List<String> effects() {
    Function<Event, String> shown = event -> event.kind() + " " + event.effect();
    return history.events().stream().map(shown).toList();
  }
}
