package io.cmqkafka.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.Machines.Loss;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Protocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedrivingTest {
  private static final long IMPATIENT_MS = 200;
  private static final QueueDefinition FROM = Fixtures.queue("from", 0);
  private static final QueueDefinition TO = Fixtures.queue("to", 0);
  private static final QueueDefinition OTHER = Fixtures.queue("other", 0);
  private static final TopicDefinition NEWS = Fixtures.topic("news", FilterType.TAG);
  private static final SubscriptionDefinition MAIL =
      Fixtures.subscription(NEWS, "mail", Protocol.HTTP, "http://127.0.0.1/", Filter.NONE);
  private static final QueuePartition PARTITION = new QueuePartition(FROM.id(), 0);

  private static final BooleanSupplier NOBODY_GIVES_UP = () -> false;

  private final InMemoryCluster cluster = new InMemoryCluster(FROM, TO, OTHER, NEWS, MAIL);
  private final InMemoryCluster.Process one = cluster.process("one");

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void whatArrivesIsMoved_inTheOrderOfTheOffsets() {
    cluster.send(FROM, 0, 3);
    assertThat(move("to", 0L, 1L, 2L))
        .extracting(one -> one.id().offset(), RedriveOutcome::to, RedriveOutcome::result)
        .containsExactly(
            tuple(0L, "to", Result.MOVED),
            tuple(1L, "to", Result.MOVED),
            tuple(2L, "to", Result.MOVED));
    assertThat(cluster.moved)
        .extracting(DeadLetter::offset, DeadLetter::target)
        .containsExactly(tuple(0L, TO.id()), tuple(1L, TO.id()), tuple(2L, TO.id()));
  }

  @Test
  void deadLettersGoBackToWhereTheyDied_alsoThoseOfASubscription() {
    cluster.sendLetter(FROM, TO.id());
    cluster.sendLetter(FROM, MAIL.delivery().id());
    cluster.sendLetter(FROM, "queue-gone");
    cluster.send(FROM, 0, 1);
    assertThat(move(null, 0L, 1L, 2L, 3L))
        .extracting(RedriveOutcome::to, RedriveOutcome::result)
        .containsExactly(
            tuple("to", Result.MOVED),
            tuple(MAIL.delivery().name(), Result.MOVED),
            tuple(null, Result.TARGET_GONE),
            tuple(null, Result.NOT_A_DEAD_LETTER));
    assertThat(cluster.moved)
        .extracting(DeadLetter::target)
        .containsExactlyInAnyOrder(TO.id(), MAIL.delivery().id());
  }

  @Test
  void whatMayNotOrCannotGoStays_andNoMachineIsAsked() {
    cluster.send(FROM, 0, 1);
    cluster.send(FROM, 0, new byte[TO.attributes().maxMsgSize() + 1], null);
    cluster.sendLetter(FROM, TO.id());
    assertThat(results(move("from", 0L))).containsExactly(Result.SAME_QUEUE);
    assertThat(results(move("none", 0L))).containsExactly(Result.TARGET_GONE);
    assertThat(results(move("to", 1L))).containsExactly(Result.TOO_LARGE);
    assertThat(results(move("to", 7L))).containsExactly(Result.NOT_VISIBLE);
    Predicate<CatalogEntry> toOther = entry -> entry.equals(OTHER);
    assertThat(results(move(one, null, toOther, 2L))).containsExactly(Result.NOT_ALLOWED);
    assertThat(cluster.machines.count(Choose.class)).isZero();
  }

  @Test
  void whatSomebodyHasStays_andTheOthersGo() {
    cluster.send(FROM, 0, 3);
    cluster.machines.run(PARTITION, new QueueCommand.Receive(1, 60_000, 0, 0, 10));
    assertThat(results(move("to", 0L, 1L, 2L)))
        .containsExactly(Result.NOT_VISIBLE, Result.MOVED, Result.MOVED);
    assertThat(cluster.moved).extracting(DeadLetter::offset).containsExactly(1L, 2L);
  }

  @Test
  void aFullOrLostTargetTakesNone() {
    cluster.send(FROM, 0, 2);
    cluster.closed.put("to", Refusal.HEAP_FULL);
    assertThat(results(move("to", 0L, 1L))).containsExactly(Result.TARGET_FULL, Result.TARGET_FULL);
    cluster.closed.put("to", Refusal.KAFKA_TOPIC_GONE);
    assertThat(results(move("to", 0L, 1L))).containsExactly(Result.TARGET_GONE, Result.TARGET_GONE);
    assertThat(cluster.machines.count(Choose.class)).isZero();
  }

  @Test
  void itFailsWhenItIsNotKnownWhetherThereIsRoom_andNothingHasSetOut() {
    cluster.sendLetter(FROM, TO.id());
    cluster.sendLetter(FROM, OTHER.id());
    cluster.closed.put("to", Refusal.UNAVAILABLE);
    refused(
        one.redriving.move(FROM, 0, List.of(0L), null, any -> true, NOBODY_GIVES_UP),
        Refusal.UNAVAILABLE);
    refused(
        one.redriving.move(FROM, 0, List.of(0L, 1L), null, any -> true, NOBODY_GIVES_UP),
        Refusal.UNAVAILABLE);
    assertThat(cluster.machines.count(Choose.class)).isZero();
    assertThat(results(move(null, 1L))).containsExactly(Result.MOVED);
  }

  @Test
  void aFullTargetDoesNotKeepTheOthers() {
    cluster.sendLetter(FROM, TO.id());
    cluster.sendLetter(FROM, OTHER.id());
    cluster.closed.put("to", Refusal.HEAP_FULL);
    assertThat(results(move(null, 0L, 1L))).containsExactly(Result.TARGET_FULL, Result.MOVED);
  }

  @Test
  void noMoreLeaveTogetherThanMay_theOthersGoAfterThem() {
    cluster.maxLeaving = 2;
    cluster.send(FROM, 0, 5);
    InMemoryCluster.Process narrow = cluster.process("narrow");
    assertThat(results(move(narrow, "to", any -> true, 0L, 1L, 2L, 3L, 4L)))
        .containsOnly(Result.MOVED);
    assertThat(cluster.moved).hasSize(5);
  }

  @Test
  void whileSoManyAreOnTheirWayAsMay_noneLeaves() {
    cluster.maxLeaving = 2;
    cluster.stuck.add(OTHER.id());
    cluster.send(FROM, 0, 3);
    InMemoryCluster.Process hasty = cluster.process("hasty", IMPATIENT_MS);
    assertThat(results(move(hasty, "other", any -> true, 0L, 1L))).containsOnly(Result.ON_ITS_WAY);
    assertThat(results(move(hasty, "to", any -> true, 2L)))
        .containsExactly(Result.TOO_MANY_LEAVING);
  }

  @Test
  void whatItsTargetRefusesForGoodIsVisibleAgain() {
    cluster.refusing.add(TO.id());
    cluster.send(FROM, 0, 2);
    assertThat(results(move("to", 0L, 1L))).containsExactly(Result.NOT_TAKEN, Result.NOT_TAKEN);
    cluster.refusing.clear();
    assertThat(results(move("to", 0L, 1L))).containsExactly(Result.MOVED, Result.MOVED);
  }

  @Test
  void whatDoesNotArriveIsOnItsWay_whenPatienceIsOver() {
    cluster.stuck.add(TO.id());
    cluster.send(FROM, 0, 1);
    InMemoryCluster.Process hasty = cluster.process("hasty", IMPATIENT_MS);
    assertThat(results(move(hasty, "to", any -> true, 0L))).containsExactly(Result.ON_ITS_WAY);
    // It looks at most every 25 ms, and then ever more seldom.
    assertThat(cluster.machines.count(Choose.class)).isBetween(2L, 6L);
    assertThat(cluster.moved).isEmpty();
    cluster.stuck.clear();
    cluster.until(() -> cluster.moved.size() == 1);
  }

  @Test
  void whatLeftWhileTheReplyWasLostIsNoLongerHere_andWhatSomebodyHasStays() {
    cluster.send(FROM, 0, 3);
    cluster.machines.run(PARTITION, new QueueCommand.Receive(1, 60_000, 0, 0, 10));
    lose(1, Act.MOVE, Loss.REPLY);
    assertThat(results(move("to", 0L, 1L, 2L)))
        .containsExactly(Result.NOT_VISIBLE, Result.NO_LONGER_HERE, Result.NO_LONGER_HERE);
    assertThat(cluster.moved).extracting(DeadLetter::offset).containsExactly(1L, 2L);
  }

  @Test
  void whatIsStillThereWhenTheCommandWasLostIsSentOnceMore() {
    cluster.send(FROM, 0, 3);
    lose(1, Act.MOVE, Loss.COMMAND);
    assertThat(results(move("to", 0L, 1L, 2L))).containsOnly(Result.MOVED);
    assertThat(cluster.moved).extracting(DeadLetter::offset).containsExactly(0L, 1L, 2L);
  }

  @Test
  void whenItIsLostTwiceItIsNotKnownWhatBecameOfThem_andNothingIsSentAgain() {
    cluster.send(FROM, 0, 2);
    lose(2, Act.MOVE, Loss.COMMAND);
    assertThat(results(move("to", 0L, 1L))).containsOnly(Result.ON_ITS_WAY);
    assertThat(cluster.moved).isEmpty();
    assertThat(results(move("to", 0L, 1L))).containsOnly(Result.MOVED);
  }

  @Test
  void aLookThatIsLostIsRepeated() {
    cluster.send(FROM, 0, 1);
    lose(1, Act.LOOK, Loss.REPLY);
    assertThat(results(move("to", 0L))).containsExactly(Result.MOVED);
  }

  @Test
  void whatSomebodyDeletedBeforeItWasLookedAtIsNotSaidToHaveMoved() {
    cluster.send(FROM, 0, 2);
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    cluster.machines.lose(
        command -> {
          Act act = command instanceof Choose choice ? choice.act() : null;
          if (act == Act.LOOK && looks.incrementAndGet() == 1) {
            cluster.machines.run(PARTITION, new Choose(List.of(0L), Act.DELETE));
          }
          return act == Act.MOVE && sent.incrementAndGet() == 1 ? Loss.COMMAND : Loss.NOTHING;
        });
    assertThat(move("to", 0L, 1L))
        .extracting(RedriveOutcome::result, RedriveOutcome::isLeft)
        .containsExactly(tuple(Result.NO_LONGER_HERE, false), tuple(Result.MOVED, false));
    assertThat(cluster.moved).extracting(DeadLetter::offset).containsExactly(1L);
  }

  @Test
  void nothingSetsOutOnceItsAskerHasGivenUp() {
    cluster.send(FROM, 0, 2);
    AtomicBoolean isGivenUp = new AtomicBoolean();
    AtomicInteger sent = new AtomicInteger();
    cluster.machines.lose(
        command -> {
          Act act = command instanceof Choose choice ? choice.act() : null;
          if (act == Act.LOOK) {
            isGivenUp.set(true);
          }
          return act == Act.MOVE && sent.incrementAndGet() == 1 ? Loss.COMMAND : Loss.NOTHING;
        });
    for (int call = 0; call < 2; call++) {
      assertThat(
              results(
                  cluster.join(
                      one.redriving.move(
                          FROM, 0, List.of(0L, 1L), "to", any -> true, isGivenUp::get))))
          .containsOnly(Result.ON_ITS_WAY);
    }
    assertThat(isGivenUp).isTrue();
    assertThat(sent).hasValue(1);
    assertThat(cluster.moved).isEmpty();
  }

  /** The first so many choices of this kind. */
  private void lose(int first, Act act, Loss loss) {
    AtomicInteger left = new AtomicInteger(first);
    cluster.machines.lose(
        command ->
            command instanceof Choose choice && choice.act() == act && left.getAndDecrement() > 0
                ? loss
                : Loss.NOTHING);
  }

  @Test
  void nothingIsMovedOutOfAQueueWhoseKafkaTopicIsGone() {
    cluster.send(FROM, 0, 1);
    cluster.closed.put("from", Refusal.KAFKA_TOPIC_GONE);
    refused(
        one.redriving.move(FROM, 0, List.of(0L), "to", any -> true, NOBODY_GIVES_UP),
        Refusal.KAFKA_TOPIC_GONE);
  }

  private void refused(CompletableFuture<?> moved, Refusal why) {
    cluster.until(moved::isDone);
    assertThat(Failures.cause(moved.handle((done, failure) -> failure).join()))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(why));
  }

  private List<RedriveOutcome> move(String target, Long... offsets) {
    return move(one, target, any -> true, offsets);
  }

  private List<RedriveOutcome> move(
      InMemoryCluster.Process process,
      String target,
      Predicate<CatalogEntry> maySend,
      Long... offsets) {
    return cluster.join(
        process.redriving.move(FROM, 0, List.of(offsets), target, maySend, NOBODY_GIVES_UP));
  }

  private static List<Result> results(List<RedriveOutcome> outcomes) {
    return outcomes.stream().map(RedriveOutcome::result).toList();
  }
}
