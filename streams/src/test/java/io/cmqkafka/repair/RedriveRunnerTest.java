package io.cmqkafka.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.CatalogOutcome;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.Redrive.Left;
import io.cmqkafka.catalog.Redrive.Reason;
import io.cmqkafka.catalog.Redrive.State;
import io.cmqkafka.command.Machines.Loss;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Browse;
import io.cmqkafka.queue.QueueCommand.Choose;
import io.cmqkafka.queue.QueueCommand.Choose.Act;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.repair.InMemoryCluster.Process;
import io.cmqkafka.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedriveRunnerTest {
  private static final QueueDefinition FROM = Fixtures.queue("from", 0);
  private static final QueueDefinition WIDE = Fixtures.queue("wide", 0, 0);
  private static final QueueDefinition TO = Fixtures.queue("to", 0);
  private static final QueueDefinition OTHER = Fixtures.queue("other", 0);
  private static final int MAX_UNDER_WAY = 16;
  private static final List<QueueDefinition> MANY =
      IntStream.rangeClosed(0, MAX_UNDER_WAY)
          .mapToObj(i -> Fixtures.queue("many" + (100 + i), 0))
          .toList();
  private static final long IMPATIENT_MS = 200;
  private static final long REST_MS = 1_000;
  private static final int MAX_FAILURES = 10;

  private final InMemoryCluster cluster =
      new InMemoryCluster(
          Stream.concat(Stream.of(FROM, WIDE, TO, OTHER), MANY.stream())
              .toArray(QueueDefinition[]::new));
  private final Process one = cluster.process("one");

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void movesAllThatWasThereWhenItBegan_eachMessageOnce() {
    cluster.send(WIDE, 0, 130);
    cluster.send(WIDE, 1, 3);
    start(WIDE, "to", 1_000);
    cluster.send(WIDE, 1, 2);
    begin(one);
    Redrive done = settled(WIDE);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.moved()).isEqualTo(133);
    assertThat(done.left()).isZero();
    assertThat(movedFrom(WIDE, 0)).containsExactlyElementsOf(upTo(130));
    assertThat(movedFrom(WIDE, 1)).containsExactlyElementsOf(upTo(3));
    assertThat(cluster.moved).extracting(DeadLetter::target).containsOnly(TO.id());
  }

  @Test
  void movesNoMoreInASecondThanWasAskedFor() {
    cluster.send(FROM, 0, 25);
    start(FROM, "to", 10);
    begin(one);
    assertThat(cluster.rest()).isEqualTo(1_000);
    assertThat(cluster.moved).hasSize(10);
    cluster.pauses.pass(999);
    assertThat(cluster.rest()).isEqualTo(1);
    assertThat(cluster.moved).hasSize(10);
    cluster.pauses.pass(1);
    assertThat(cluster.rest()).isEqualTo(1_000);
    assertThat(cluster.moved).hasSize(20);
  }

  @Test
  void theTimeInWhichMessagesMoveIsPartOfTheSecond() {
    cluster.send(FROM, 0, 25);
    start(FROM, "to", 10);
    cluster.stuck.add(TO.id());
    begin(one);
    cluster.until(() -> cluster.machines.count(Choose.class) > 0);
    cluster.pauses.pass(400);
    cluster.stuck.clear();
    assertThat(cluster.rest()).isEqualTo(600);
  }

  @Test
  void anotherOwnerGoesOnFromWhatWasWrittenDown_andMovesNothingTwice() {
    Process two = cluster.process("two");
    cluster.send(FROM, 0, 60);
    start(FROM, "to", 10);
    begin(one);
    for (int step = 1; step < 4; step++) {
      cluster.rest();
      cluster.pauses.pass(1_000);
    }
    cluster.rest();
    // It is written down at most once a second.
    assertThat(latest(FROM).next()).containsExactly(30L);
    assertThat(cluster.moved).hasSize(40);

    one.owns = false;
    int asked = cluster.machines.commandsOf("one").size();
    begin(two);
    Redrive done = settled(FROM);
    assertThat(browses(two).get(0).from()).isEqualTo(30);
    assertThat(cluster.machines.commandsOf("one")).hasSize(asked);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(60));
    // The ten that nobody has written down do not count.
    assertThat(done.moved()).isEqualTo(50);
    assertThat(done.left()).isZero();
  }

  @Test
  void whoDoesNotOwnTheCatalogBeginsNothing() {
    cluster.send(FROM, 0, 1);
    start(FROM, "to", 10);
    one.runner.review();
    assertThat(cluster.pauses.shortest()).isEmpty();
  }

  @Test
  void oneThatIsStoppedTellsWhatItHasDone_andGoesOnThereWhenItIsResumed() {
    cluster.send(FROM, 0, 30);
    start(FROM, "to", 10);
    begin(one);
    cluster.rest();
    Redrive asked = cluster.join(one.repairs.stopRedrive(FROM));
    assertThat(asked.moved()).isZero();
    cluster.pauses.pass(1_000);
    cluster.until(() -> latest(FROM).moved() == 10);
    Redrive stopped = latest(FROM);
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.reason()).isEqualTo(Reason.ASKED);
    assertThat(stopped.next()).containsExactly(10L);
    one.runner.review();
    assertThat(cluster.pauses.shortest()).isEmpty();

    cluster.join(one.repairs.resumeRedrive(FROM, stopped, 1_000));
    begin(one);
    Redrive done = settled(FROM);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.moved()).isEqualTo(30);
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(30));
  }

  @Test
  void oneThatIsOvertakenByANewOneEnds_andWritesNothing() {
    cluster.send(FROM, 0, 30);
    start(FROM, "to", 10);
    begin(one);
    cluster.rest();
    cluster.machines.clockSays(cluster.machines.time() + 5);
    cluster.join(one.repairs.stopRedrive(FROM));
    Redrive next = start(FROM, "other", 10);
    cluster.pauses.pass(1_000);
    cluster.until(() -> cluster.pauses.shortest().isEmpty());
    assertThat(latest(FROM)).isEqualTo(next);
    assertThat(cluster.moved).hasSize(10);

    begin(one);
    cluster.rest();
    assertThat(cluster.moved.subList(10, 20))
        .extracting(DeadLetter::target)
        .containsOnly(OTHER.id());
  }

  @Test
  void whoseProgressComesTooLateFindsOut_andStops() {
    cluster.send(FROM, 0, 60);
    Redrive running = start(FROM, "to", 10);
    begin(one);
    cluster.rest();
    cluster.pauses.pass(1_000);
    cluster.rest();
    CatalogOutcome stop =
        cluster.machines.decide(
            new PutRedrive(running.with(running.revision() + 1, State.STOPPED, Reason.ASKED)));
    cluster.pauses.pass(1_000);
    // It does not know yet, and its progress is refused.
    assertThat(cluster.rest()).isEqualTo(REST_MS);
    assertThat(cluster.moved).hasSize(30);
    assertThat(latest(FROM)).isEqualTo(running);
    cluster.machines.publish(stop);
    cluster.until(() -> !latest(FROM).runs());
    cluster.pauses.pass(REST_MS);
    cluster.until(() -> latest(FROM).moved() > 0);
    assertThat(latest(FROM).moved()).isEqualTo(30);
    assertThat(latest(FROM).next()).containsExactly(30L);
    assertThat(latest(FROM).reason()).isEqualTo(Reason.ASKED);
    assertThat(cluster.moved).hasSize(30);
  }

  @Test
  void itIsGivenUpAfterTenFailuresInARow_eachOfFewerMessages() {
    cluster.send(FROM, 0, 150);
    start(FROM, "to", 100);
    begin(one);
    cluster.rest();
    one.records.close();
    cluster.pauses.pass(1_000);
    for (int failed = 1; failed < MAX_FAILURES; failed++) {
      assertThat(cluster.rest()).isEqualTo(REST_MS);
      assertThat(latest(FROM).runs()).isTrue();
      cluster.pauses.pass(REST_MS);
    }
    Redrive stopped = settled(FROM);
    assertThat(stopped.state()).isEqualTo(State.STOPPED);
    assertThat(stopped.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(stopped.moved()).isEqualTo(100);
    assertThat(stopped.next()).containsExactly(100L);
    assertThat(browses(one))
        .extracting(Browse::max)
        .containsExactly(100, 100, 50, 25, 12, 6, 3, 1, 1, 1, 1);
  }

  @Test
  void aStepThatSucceedsMakesUpForFailures() {
    cluster.send(FROM, 0, 30);
    start(FROM, "to", 10);
    begin(one);
    for (int step = 0; step < 3; step++) {
      one.producer.sendException = new KafkaException("planted");
      for (int failed = 0; failed < MAX_FAILURES - 1; failed++) {
        assertThat(cluster.rest()).isEqualTo(REST_MS);
        cluster.pauses.pass(failed < MAX_FAILURES - 2 ? REST_MS : 0);
      }
      one.producer.sendException = null;
      cluster.pauses.pass(REST_MS);
      cluster.rest();
      cluster.pauses.pass(REST_MS);
    }
    assertThat(latest(FROM).runs()).isTrue();
    assertThat(cluster.moved).isNotEmpty();
  }

  @Test
  void oneThatCannotSayThatItStopsBeginsAgain() {
    cluster.send(FROM, 0, 5);
    start(FROM, "to", 100);
    one.producer.sendException = new KafkaException("planted");
    begin(one);
    for (int failed = 1; failed < MAX_FAILURES; failed++) {
      assertThat(cluster.rest()).isEqualTo(REST_MS);
      cluster.pauses.pass(REST_MS);
    }
    cluster.until(() -> cluster.pauses.shortest().isEmpty());
    assertThat(latest(FROM).runs()).isTrue();
    one.producer.sendException = null;
    begin(one);
    assertThat(settled(FROM).moved()).isEqualTo(5);
  }

  @Test
  void itStopsWhenItsTargetIsFull_andGoesOnWithTheFirstThatWasNotTaken() {
    cluster.send(FROM, 0, 20);
    start(FROM, "to", 10);
    begin(one);
    cluster.rest();
    cluster.closed.put("to", Refusal.HEAP_FULL);
    cluster.pauses.pass(1_000);
    Redrive stopped = settled(FROM);
    assertThat(stopped.reason()).isEqualTo(Reason.TARGET_FULL);
    assertThat(stopped.moved()).isEqualTo(10);
    assertThat(stopped.left()).isZero();
    assertThat(stopped.next()).containsExactly(10L);

    cluster.closed.clear();
    cluster.join(one.repairs.resumeRedrive(FROM, stopped, 1_000));
    begin(one);
    assertThat(settled(FROM).moved()).isEqualTo(20);
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(20));
  }

  @Test
  void itTriesAgainWhenItIsNotKnownWhetherItsTargetHasRoom() {
    cluster.send(FROM, 0, 5);
    start(FROM, "to", 100);
    cluster.closed.put("to", Refusal.UNAVAILABLE);
    begin(one);
    assertThat(cluster.rest()).isEqualTo(REST_MS);
    assertThat(latest(FROM).runs()).isTrue();
    cluster.closed.clear();
    assertThat(settled(FROM).state()).isEqualTo(State.DONE);
    assertThat(latest(FROM).moved()).isEqualTo(5);
  }

  @Test
  void whatWentBehindTheFirstThatFoundItsTargetFullCounts() {
    cluster.sendLetter(FROM, TO.id());
    cluster.sendLetter(FROM, OTHER.id());
    cluster.closed.put("to", Refusal.HEAP_FULL);
    start(FROM, null, 100);
    begin(one);
    Redrive stopped = settled(FROM);
    assertThat(stopped.reason()).isEqualTo(Reason.TARGET_FULL);
    assertThat(stopped.moved()).isEqualTo(1);
    assertThat(stopped.next()).containsExactly(0L);
  }

  @Test
  void itStopsWhenItsTargetIsGone() {
    cluster.send(FROM, 0, 1);
    start(FROM, "to", 10);
    cluster.catalog.remove(TO);
    cluster.until(() -> cluster.catalog.view.queue("to").isEmpty());
    begin(one);
    Redrive stopped = settled(FROM);
    assertThat(stopped.reason()).isEqualTo(Reason.TARGET_GONE);
    assertThat(stopped.next()).containsExactly(0L);
    assertThat(stopped.left()).isZero();
  }

  @Test
  void whereEachGoesBackItLeavesThoseThatHaveNowhereToGo_andGoesOn() {
    cluster.sendLetter(FROM, "queue-gone");
    cluster.sendLetter(FROM, TO.id());
    start(FROM, null, 10);
    begin(one);
    Redrive done = settled(FROM);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.moved()).isEqualTo(1);
    assertThat(done.examples())
        .containsExactly(new Left(new MessageId(0, 0).toString(), "target_gone"));
  }

  @Test
  void itStopsWhenLettersDoNotArrive_andGoesOnBehindThoseThatArrivedLater() {
    Process hasty = cluster.process("hasty", IMPATIENT_MS);
    cluster.send(FROM, 0, 10);
    cluster.stuck.add(TO.id());
    start(FROM, "to", 4);
    begin(hasty);
    Redrive stopped = settled(FROM);
    assertThat(stopped.reason()).isEqualTo(Reason.NOT_ARRIVING);
    assertThat(stopped.next()).containsExactly(0L);
    assertThat(stopped.left()).isZero();

    cluster.stuck.clear();
    cluster.until(() -> cluster.moved.size() == 4);
    cluster.join(one.repairs.resumeRedrive(FROM, stopped, 1_000));
    hasty.owns = false;
    begin(one);
    assertThat(settled(FROM).state()).isEqualTo(State.DONE);
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(10));
  }

  @Test
  void aReplyThatIsLostDoesNotStopIt() {
    cluster.send(FROM, 0, 10);
    AtomicBoolean isLost = new AtomicBoolean();
    cluster.machines.lose(
        command ->
            command instanceof Choose choice
                    && choice.act() == Act.MOVE
                    && isLost.compareAndSet(false, true)
                ? Loss.REPLY
                : Loss.NOTHING);
    start(FROM, "to", 4);
    begin(one);
    Redrive done = settled(FROM);
    assertThat(isLost).isTrue();
    assertThat(done.state()).isEqualTo(State.DONE);
    // Of the four that left meanwhile it is not known why they did.
    assertThat(done.moved()).isEqualTo(6);
    assertThat(done.left()).isZero();
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(10));
  }

  @Test
  void itMovesNoMoreAtOnceThanMayLeave() {
    Process narrow = narrow(5);
    cluster.send(FROM, 0, 12);
    start(FROM, "to", 1_000);
    begin(narrow);
    assertThat(settled(FROM).state()).isEqualTo(State.DONE);
    assertThat(browses(narrow)).extracting(Browse::max).containsOnly(5);
    assertThat(movedFrom(FROM, 0)).containsExactlyElementsOf(upTo(12));
  }

  @Test
  void itStopsWhenTooManyAreLeaving() {
    Process narrow = narrow(5);
    cluster.send(FROM, 0, 12);
    cluster.stuck.add(OTHER.id());
    narrow.redriving.move(FROM, 0, List.of(0L), "other", any -> true, () -> false);
    cluster.until(() -> cluster.machines.count(Choose.class) > 0);
    start(FROM, "to", 1_000);
    begin(narrow);
    Redrive stopped = settled(FROM);
    assertThat(stopped.reason()).isEqualTo(Reason.NOT_ARRIVING);
    assertThat(stopped.next()).containsExactly(1L);
    assertThat(stopped.left()).isZero();
    assertThat(cluster.moved).isEmpty();
  }

  @Test
  void itTellsOfTheFirstHundredThatItLeft_andHowManyThereAre() {
    cluster.send(FROM, 0, 130);
    cluster.sendLetter(FROM, TO.id());
    start(FROM, null, 60);
    begin(one);
    for (int step = 0; step < 2; step++) {
      cluster.rest();
      cluster.pauses.pass(1_000);
    }
    Redrive done = settled(FROM);
    assertThat(done.state()).isEqualTo(State.DONE);
    assertThat(done.left()).isEqualTo(130);
    assertThat(done.moved()).isEqualTo(1);
    assertThat(done.examples())
        .containsExactlyElementsOf(
            upTo(100).stream()
                .map(offset -> new Left(new MessageId(0, offset).toString(), "not_a_dead_letter"))
                .toList());
  }

  @Test
  void sixteenGoOnAtOnce_andTheOthersWhenOneHasEnded() {
    cluster.stuck.add(TO.id());
    for (QueueDefinition queue : MANY) {
      cluster.send(queue, 0, 1);
      start(queue, "to", 1_000);
    }
    begin(one);
    cluster.until(() -> begun().size() == MAX_UNDER_WAY);
    one.runner.review();
    assertThat(cluster.pauses.shortest()).isEmpty();
    cluster.stuck.clear();
    MANY.stream().limit(MAX_UNDER_WAY).forEach(this::settled);
    begin(one);
    settled(MANY.get(MAX_UNDER_WAY));
    assertThat(cluster.moved).hasSize(MANY.size());
  }

  @Test
  void theRedriveOfAQueueThatIsGoneIsForgotten() {
    cluster.send(FROM, 0, 1);
    Redrive redrive = start(FROM, "to", 10);
    cluster.catalog.remove(FROM);
    cluster.until(() -> cluster.catalog.view.queue("from").isEmpty());
    assertThat(cluster.catalog.view.redrives()).containsExactly(redrive);
    begin(one);
    cluster.until(() -> cluster.catalog.view.redrives().isEmpty());
    assertThat(cluster.moved).isEmpty();
  }

  private Redrive start(QueueDefinition queue, String target, int perSecond) {
    return cluster.join(one.repairs.startRedrive(queue, target, perSecond));
  }

  private Process narrow(int maxLeaving) {
    cluster.maxLeaving = maxLeaving;
    return cluster.process("narrow");
  }

  private static void begin(Process process) {
    process.owns = true;
    process.runner.review();
  }

  private Redrive latest(QueueDefinition queue) {
    return one.repairs.latestRedrive(queue).orElseThrow();
  }

  /** When it does not run any more; passes the time that it needs. */
  private Redrive settled(QueueDefinition queue) {
    cluster.until(
        () -> {
          cluster.pauses.shortest().ifPresent(ms -> cluster.pauses.pass(Math.max(0, ms)));
          cluster.review();
          return !latest(queue).runs();
        });
    return latest(queue);
  }

  private List<Long> movedFrom(QueueDefinition queue, int partition) {
    return cluster.moved.stream()
        .filter(one -> one.partition().queueId().equals(queue.id()))
        .filter(one -> one.partition().partition() == partition)
        .map(DeadLetter::offset)
        .toList();
  }

  private List<Browse> browses(Process process) {
    List<Browse> browses = new ArrayList<>();
    for (QueueCommand command : cluster.machines.commandsOf(process.name)) {
      if (command instanceof Browse browse) {
        browses.add(browse);
      }
    }
    return browses;
  }

  private List<QueueCommand> begun() {
    return cluster.machines.commandsOf("one").stream()
        .filter(one -> one instanceof Choose choice && choice.act() == Act.MOVE)
        .toList();
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }
}
