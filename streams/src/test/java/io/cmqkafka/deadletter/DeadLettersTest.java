package io.cmqkafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.publication.PublicationHeaders;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.Fixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
  private static final QueueDefinition ORDERS = Fixtures.queue("orders", 0, 0);
  private static final QueueDefinition MAIL = Fixtures.queue("mail", 0);
  private static final QueueDefinition DLQ = Fixtures.queue("dlq", 0, 0, 0);
  private static final QueueDefinition OTHER = Fixtures.queue("other", 0);
  private static final QueuePartition FIRST = new QueuePartition("queue-orders", 0);
  private static final QueuePartition SECOND = new QueuePartition("queue-orders", 1);
  private static final QueuePartition OF_MAIL = new QueuePartition("queue-mail", 0);

  private final FakeDeadLetterTools tools = new FakeDeadLetterTools();
  private final List<QueuePartition> emptied = new CopyOnWriteArrayList<>();
  private final Tally tally = new Tally();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DeadLetters letters = mover(1_000);

  DeadLettersTest() {
    route(ORDERS, DLQ);
    route(MAIL, DLQ);
    LongStream.range(0, 100).forEach(tools::body);
  }

  @AfterEach
  void close() {
    letters.close();
  }

  @Test
  void movesInTheOrderOfBurials_toOnePartition_eachSayingWhatItIsACopyOf() {
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 3, 1), letter(FIRST, 9, 5)));
    emptied(FIRST);
    String to = tools.written.get(0).substring(0, "dlq/0".length());
    assertThat(tools.written)
        .containsExactly(
            to + " body 7 queue-orders/0:0:-1",
            to + " body 3 queue-orders/0:1:0",
            to + " body 9 queue-orders/0:5:1");
    assertThat(tools.deleted).containsExactly("queue-orders/0 [7#0, 3#1, 9#5]");
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(3);
    assertThat(waiting()).isZero();
  }

  @Test
  void manyGoInBatches_oneAfterTheOther() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    tools.writes = () -> tools.written.isEmpty() ? first : CompletableFuture.completedFuture(null);
    letters.died(0, many(FIRST, 40));
    await().until(() -> tools.written.size() == DeadLetters.MAX_BATCH);
    letters.died(0, List.of(letter(OF_MAIL, 1, 0)));
    emptied(OF_MAIL);
    assertThat(tools.written.stream().filter(one -> one.contains("queue-orders/0")))
        .hasSize(DeadLetters.MAX_BATCH);
    first.complete(null);
    await().until(() -> emptied.contains(FIRST));
    assertThat(tools.written.stream().filter(one -> one.contains("queue-orders/0:16:15")))
        .hasSize(1);
    assertThat(tools.written).hasSize(41);
    assertThat(tools.deleted.stream().filter(one -> one.startsWith("queue-orders/0"))).hasSize(3);
  }

  @Test
  void noMoreThanTwoMegabytesGoAtATime_inOrder() {
    LongStream.range(0, 20).forEach(this::largest);
    letters.died(0, many(FIRST, 20));
    emptied(FIRST);
    assertThat(tools.batches).hasSizeGreaterThanOrEqualTo(20 / 2);
    assertThat(tools.batches).allMatch(bytes -> bytes <= 2 << 20);
    assertThat(numbersWritten()).isEqualTo(LongStream.range(0, 20).boxed().toList());
    assertThat(tools.deleted.toString()).contains("19#19");
  }

  @Test
  void aLetterFindsRoomThoughThoseAfterItComeBeforeIt() {
    LongStream.range(0, 3).forEach(this::largest);
    Deque<Runnable> arriving = new ArrayDeque<>();
    tools.arrivals =
        arrival -> {
          arriving.push(arrival);
          // The last of a batch first, and then each by itself.
          if (arriving.size() == 3 || !tools.batches.isEmpty()) {
            arriving.forEach(Runnable::run);
            arriving.clear();
            tools.arrivals = Runnable::run;
          }
        };
    letters.died(0, many(FIRST, 3));
    emptied(FIRST);
    assertThat(numbersWritten()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void smallLettersGoInFullBatchesAgainAfterLargeOnes() {
    largest(0);
    largest(1);
    letters.died(0, many(FIRST, 60));
    emptied(FIRST);
    assertThat(tools.written).hasSize(60);
    assertThat(tools.batches).hasSizeLessThan(12);
  }

  @Test
  void aWriteThatFailsIsRepeated_withTheSameNumbers() {
    tools.writes = FakeDeadLetterTools.failing(2);
    letters.died(0, List.of(letter(FIRST, 7, 4), letter(FIRST, 8, 5)));
    emptied(FIRST);
    List<String> once = tools.written.subList(0, 2);
    assertThat(once.get(0)).endsWith("body 7 queue-orders/0:4:-1");
    assertThat(once.get(1)).endsWith("body 8 queue-orders/0:5:4");
    assertThat(tools.written).hasSize(6);
    assertThat(tools.written.subList(2, 4)).isEqualTo(once);
    assertThat(tools.written.subList(4, 6)).isEqualTo(once);
    assertThat(tools.deleted).hasSize(1);
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(2);
  }

  @Test
  void aBatchAfterAFailureSaysWhatWasBeforeIt() {
    tools.writes = FakeDeadLetterTools.failing(1);
    letters.died(0, many(FIRST, 17));
    emptied(FIRST);
    assertThat(tools.written.get(32)).endsWith("body 16 queue-orders/0:16:15");
  }

  @Test
  void whatIsWrittenIsNotWrittenAgain_whenItsDeletionFails() {
    tools.deletions = FakeDeadLetterTools.failing(3);
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    letters.died(0, List.of(letter(FIRST, 8, 1)));
    emptied(FIRST);
    assertThat(tools.written).hasSize(2);
    assertThat(tools.deleted.get(3)).startsWith("queue-orders/0 [7#0");
  }

  @Test
  void aFailingQueueHoldsUpNoOther() {
    CompletableFuture<Void> never = new CompletableFuture<>();
    tools.writes = () -> never;
    letters.died(0, List.of(letter(FIRST, 1, 0), letter(SECOND, 2, 0)));
    await().until(() -> tools.written.size() == 2);
    tools.writes = () -> CompletableFuture.completedFuture(null);
    letters.died(1, List.of(letter(OF_MAIL, 3, 0)));
    emptied(OF_MAIL);
    assertThat(emptied).containsExactly(OF_MAIL);
  }

  @Test
  void whatIsGoneFromKafkaIsOnlyDeleted() {
    tools.bodies.remove(7L);
    tools.bodies.put(8L, new StoredBody(null, 1));
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 8, 1), letter(FIRST, 9, 2)));
    emptied(FIRST);
    assertThat(tools.written).singleElement().asString().endsWith("body 9 queue-orders/0:2:-1");
    assertThat(tools.deleted).containsExactly("queue-orders/0 [7#0, 8#1, 9#2]");
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(1);
  }

  @Test
  void headersOfOthersAreKept_andThoseOfTheFirstQueueAreNot() {
    tools.body(
        7,
        header("trace", "abc"),
        header(CopyHeader.HEADER, "x/0:1:-1"),
        header(DelayHeaders.DELAY_MS, "1000"),
        header(DelayHeaders.DELIVER_AT, "1000"),
        header(PublicationHeaders.TAGS, "[\"a\"]"),
        header("trace", "def"));
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    emptied(FIRST);
    assertThat(tools.written).singleElement().asString().endsWith("queue-orders/0:0:-1");
    assertThat(tools.headers)
        .containsExactly(
            List.of(
                "trace=abc",
                "cmq-tags=[\"a\"]",
                "trace=def",
                "cmq-moved-from=orders",
                "cmq-moved-id=281474976710663",
                "cmq-sent-at=1"));
  }

  @Test
  void aLetterTellsWhereAndWhyItDied_andWhatMovesAgainTellsOfItsLastMoveAlone() {
    letters.died(
        0,
        List.of(new DeadLetter(FIRST, 7, 0, null, new Death(Death.Cause.RECEIVED_TOO_OFTEN, 2))));
    emptied(FIRST);
    assertThat(tools.headers)
        .containsExactly(
            List.of(
                "cmq-moved-from=orders",
                "cmq-moved-id=281474976710663",
                "cmq-moved-because=received too often",
                "cmq-receive-count=2",
                "cmq-sent-at=1"));

    tools.targets.put(MAIL.id(), MAIL);
    Header[] told =
        tools.headers.get(0).stream()
            .map(one -> header(one.split("=")[0], one.split("=")[1]))
            .toArray(Header[]::new);
    tools.bodies.put(8L, new StoredBody("body 8".getBytes(UTF_8), 99, List.of(told)));
    emptied.clear();
    letters.died(0, List.of(redriven(8, 1, MAIL.id())));
    emptied(FIRST);
    assertThat(tools.headers.get(1))
        .containsExactly(
            "cmq-moved-from=orders",
            "cmq-moved-id=281474976710664",
            "cmq-moved-because=redriven",
            "cmq-sent-at=1");
  }

  @Test
  void lettersWaitForADeadLetterQueue() {
    route(ORDERS, null);
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    letters.died(0, List.of(letter(OF_MAIL, 1, 0)));
    emptied(OF_MAIL);
    letters.lookForQueues(List.of());
    route(ORDERS, OTHER);
    letters.lookForQueues(List.of());
    emptied(FIRST);
    assertThat(tools.written.get(1)).isEqualTo("other/0 body 7 queue-orders/0:0:-1");
  }

  @Test
  void anotherDeadLetterQueueIsToldAFreshStory() {
    tools.writes =
        () -> {
          route(ORDERS, OTHER);
          return CompletableFuture.completedFuture(null);
        };
    letters.died(0, many(FIRST, 17));
    emptied(FIRST);
    assertThat(tools.written.get(15)).endsWith("queue-orders/0:15:14").startsWith("dlq/");
    assertThat(tools.written.get(16)).isEqualTo("other/0 body 16 queue-orders/0:16:-1");
  }

  @Test
  void whatIsAnnouncedAgainIsMovedOnce() {
    CompletableFuture<Void> first = new CompletableFuture<>();
    tools.writes = () -> first;
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 8, 1)));
    await().until(() -> tools.written.size() == 2);
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 8, 1), letter(FIRST, 9, 2)));
    first.complete(null);
    emptied(FIRST);
    assertThat(tools.written).hasSize(3);
  }

  @Test
  void aPartitionThatIsNotOursAnyMoreIsLeftAlone() {
    CompletableFuture<Void> pending = new CompletableFuture<>();
    tools.writes = () -> pending;
    letters.died(0, many(FIRST, 20));
    letters.died(1, List.of(letter(OF_MAIL, 50, 0)));
    await().until(() -> tools.written.size() == 17);
    assertThat(waiting()).isEqualTo(21);
    letters.closed(0);
    await().until(() -> waiting() == 1);
    pending.complete(null);
    emptied(OF_MAIL);
    assertThat(tools.deleted).containsExactly("queue-mail/0 [50#0]");
    assertThat(tools.written).hasSize(17);
  }

  @Test
  void aPartitionThatIsOpenedAnewIsTakenFromTheBeginning() {
    CompletableFuture<Void> pending = new CompletableFuture<>();
    tools.writes = () -> pending;
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 8, 1)));
    await().until(() -> tools.written.size() == 2);
    letters.opened(0);
    tools.writes = () -> CompletableFuture.completedFuture(null);
    letters.died(0, List.of(letter(FIRST, 8, 1)));
    emptied(FIRST);
    assertThat(tools.written.get(2)).endsWith("body 8 queue-orders/0:1:-1");
    pending.complete(null);
    assertThat(tools.deleted).containsExactly("queue-orders/0 [8#1]");
  }

  @Test
  void lettersOfAQueueThatIsGoneAreForgotten() {
    tools.routes.remove("queue-orders");
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    letters.died(0, List.of(letter(OF_MAIL, 1, 0)));
    emptied(OF_MAIL);
    assertThat(tools.written).hasSize(1);
    route(ORDERS, DLQ);
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    emptied(FIRST);
  }

  @Test
  void whatThereIsNoRoomForIsAskedForAgain() {
    letters.close();
    letters = mover(3);
    CompletableFuture<Void> pending = new CompletableFuture<>();
    tools.writes = () -> pending;
    letters.died(4, many(FIRST, 5));
    await().until(() -> tools.written.size() == 3);
    letters.died(4, List.of(letter(FIRST, 5, 5)));
    assertThat(letters.askedAgain(4)).isFalse();
    pending.complete(null);
    await().until(() -> tools.askedAgain.equals(List.of(4)));
    letters.review();
    assertThat(tools.askedAgain).containsExactly(4, 4);
    assertThat(letters.askedAgain(4)).isTrue();
    assertThat(letters.askedAgain(4)).isFalse();
    assertThat(emptied).isEmpty();
    letters.died(4, many(FIRST, 6).subList(3, 6));
    emptied(FIRST);
    assertThat(tools.written).hasSize(6);
    assertThat(tools.written.get(5)).endsWith("body 5 queue-orders/0:5:4");
  }

  @Test
  void whatIsTooLargeStaysWhereItIs_andHoldsUpNothing() {
    tools.bodies.put(7L, new StoredBody(new byte[(1 << 20) + (64 << 10)], 1));
    letters.died(0, List.of(letter(FIRST, 7, 0), letter(FIRST, 8, 1)));
    emptied(FIRST);
    assertThat(tools.written).singleElement().asString().endsWith("body 8 queue-orders/0:1:-1");
    assertThat(tools.deleted).containsExactly("queue-orders/0 [8#1]");
  }

  @ParameterizedTest
  @ValueSource(classes = {RecordTooLargeException.class, RecordBatchTooLargeException.class})
  void aLetterThatTheTopicFindsTooLargeIsLeftAndCounted_andHoldsUpNoOther(
      Class<? extends Exception> kind) throws ReflectiveOperationException {
    Exception tooLarge = kind.getConstructor(String.class).newInstance("too large");
    tools.bodies.put(8L, new StoredBody(new byte[5_000], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? tooLarge : null;
    letters.died(0, List.of(letter(FIRST, 7, 4), letter(FIRST, 8, 5), letter(FIRST, 9, 6)));
    emptied(FIRST);
    assertThat(tools.deleted).containsExactly("queue-orders/0 [7#4]", "queue-orders/0 [9#6]");
    // It can be told from a repeat should it come later.
    assertThat(tools.written.get(tools.written.size() - 1)).endsWith("body 9 queue-orders/0:6:5");
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(2);
    assertThat(meters.counter("cmq.dead.letters.refused").count()).isEqualTo(1);
    assertThat(waiting()).isZero();
  }

  /** Else the dead-letter queue would take the one that was left for a repeat when it comes. */
  @Test
  void aLetterThatDiesLongAfterOneWasLeftNamesIt_alsoToAnotherDeadLetterQueue() {
    tools.bodies.put(8L, new StoredBody(new byte[5_000], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? new RecordTooLargeException() : null;
    letters.died(0, List.of(letter(FIRST, 8, 5)));
    emptied(FIRST);
    emptied.clear();
    letters.died(0, List.of(letter(FIRST, 9, 6)));
    emptied(FIRST);
    assertThat(tools.written).singleElement().asString().endsWith("body 9 queue-orders/0:6:5");

    route(ORDERS, OTHER);
    emptied.clear();
    letters.died(0, List.of(letter(FIRST, 10, 7)));
    emptied(FIRST);
    assertThat(tools.written.get(1)).isEqualTo("other/0 body 10 queue-orders/0:7:5");
  }

  @Test
  void whatDiesAfterALetterWasLeft_whileThereIsNoRoom_isAskedForWhenThereIs() {
    letters.close();
    letters = mover(1);
    tools.bodies.put(8L, new StoredBody(new byte[5_000], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? new RecordTooLargeException() : null;
    letters.died(0, List.of(letter(FIRST, 8, 5)));
    emptied(FIRST);
    emptied.clear();

    CompletableFuture<Void> pending = new CompletableFuture<>();
    tools.writes = () -> pending;
    letters.died(1, List.of(letter(OF_MAIL, 1, 0)));
    await().until(() -> tools.written.size() == 1);
    letters.died(0, List.of(letter(FIRST, 9, 6)));
    letters.died(2, List.of(letter(SECOND, 9, 0)));
    pending.complete(null);
    await().until(() -> tools.askedAgain.contains(0) && tools.askedAgain.contains(2));
    letters.died(0, List.of(letter(FIRST, 8, 5), letter(FIRST, 9, 6)));
    emptied(FIRST);
    assertThat(tools.written.get(tools.written.size() - 1)).endsWith("body 9 queue-orders/0:6:5");
  }

  @Test
  void whileThereIsNoRoomNothingIsAskedFor() {
    letters.close();
    letters = mover(1);
    CompletableFuture<Void> pending = new CompletableFuture<>();
    tools.writes = () -> pending;
    letters.died(1, List.of(letter(OF_MAIL, 1, 0)));
    await().until(() -> tools.written.size() == 1);
    letters.died(0, List.of(letter(FIRST, 9, 6)));
    letters.review();
    assertThat(letters.askedAgain(0)).isFalse();
    pending.complete(null);
    await().until(() -> tools.askedAgain.contains(0));
  }

  @Test
  void whatWasLeftIsTriedAgainByWhoeverTakesOver() {
    tools.bodies.put(8L, new StoredBody(new byte[5_000], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? new RecordTooLargeException() : null;
    letters.died(0, List.of(letter(FIRST, 8, 5)));
    emptied(FIRST);
    emptied.clear();
    tools.refusal = letter -> null;
    letters.opened(0);
    letters.died(0, List.of(letter(FIRST, 8, 5)));
    emptied(FIRST);
    assertThat(tools.deleted).containsExactly("queue-orders/0 [8#5]");
  }

  @Test
  void afterALetterWasLeftTheOthersGoInBatchesAgain() {
    tools.bodies.put(3L, new StoredBody(new byte[5_000], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? new RecordTooLargeException() : null;
    letters.died(0, many(FIRST, 40));
    emptied(FIRST);
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(39);
    assertThat(tools.deleted).hasSize(15 + 2);
  }

  @Test
  void aTopicThatTakesNoLetterLetsThemWait_andKeepsNoRoomFromOthers() {
    tools.refusal = letter -> new InvalidRecordException("no key");
    letters.died(0, many(FIRST, 40));
    await().until(() -> meters.counter("cmq.dead.letters.refused").count() > 2);
    assertThat(waiting()).isEqualTo(DeadLetters.MAX_BATCH);
    assertThat(tools.deleted).isEmpty();

    tools.refusal = letter -> null;
    letters.died(1, List.of(letter(OF_MAIL, 50, 0)));
    emptied(OF_MAIL);
    await().until(() -> tools.askedAgain.contains(0));
    letters.died(0, many(FIRST, 40).subList(16, 40));
    emptied(FIRST);
    assertThat(meters.counter("cmq.dead.letters").count()).isEqualTo(41);
  }

  @Test
  void anUnexpectedFailureIsOneToTryAgainAfter() {
    int[] times = {0};
    tools.writes =
        () -> {
          if (times[0]++ == 0) {
            throw new IllegalArgumentException("unexpected");
          }
          return CompletableFuture.completedFuture(null);
        };
    letters.died(0, List.of(letter(FIRST, 7, 0)));
    emptied(FIRST);
    assertThat(letters.isAlive()).isTrue();
    letters.close();
    assertThat(letters.isAlive()).isFalse();
    letters.died(0, List.of(letter(FIRST, 8, 1)));
  }

  @Test
  void whatIsRedrivenGoesToItsQueue_inOrderThere() {
    tools.targets.put(MAIL.id(), MAIL);
    tools.targets.put(OTHER.id(), OTHER);
    letters.died(
        0,
        List.of(
            redriven(7, 0, OTHER.id()),
            redriven(3, 1, OTHER.id()),
            redriven(9, 2, MAIL.id()),
            redriven(4, 3, OTHER.id()),
            letter(FIRST, 5, 4)));
    await().until(() -> ended(tools.deleted) == 5);
    assertThat(writtenTo("other"))
        .containsExactly(
            "body 7 queue-orders/0/redriven:0:-1",
            "body 3 queue-orders/0/redriven:1:0",
            "body 4 queue-orders/0/redriven:3:1");
    assertThat(writtenTo("mail")).containsExactly("body 9 queue-orders/0/redriven:2:-1");
    assertThat(writtenTo("dlq")).containsExactly("body 5 queue-orders/0:4:-1");
    assertThat(tools.returned).isEmpty();
    await().until(() -> waiting() == 0);
  }

  @Test
  void whatIsRedrivenDoesNotWaitForDeadLettersThatCannotMove() {
    route(ORDERS, null);
    tools.targets.put(OTHER.id(), OTHER);
    letters.died(0, List.of(letter(FIRST, 5, 0), redriven(7, 1, OTHER.id())));
    await().until(() -> ended(tools.deleted) == 1);
    assertThat(tools.deleted).containsExactly("queue-orders/0 [7#1]");
    await().until(() -> waiting() == 1);
  }

  @Test
  void whatIsRedrivenToAQueueThatIsGoneBecomesVisibleAgain_andHoldsUpNobody() {
    letters.died(
        0,
        List.of(redriven(7, 0, "queue-gone"), redriven(8, 1, "queue-gone"), letter(FIRST, 5, 2)));
    await().until(() -> ended(tools.returned) == 2 && ended(tools.deleted) == 1);
    assertThat(tools.returned).containsExactly("queue-orders/0 [7#0, 8#1]");
    assertThat(tools.deleted).containsExactly("queue-orders/0 [5#2]");
    await().until(() -> waiting() == 0);
  }

  @Test
  void whatItsNewQueueDoesNotTakeBecomesVisibleAgain() {
    tools.targets.put(OTHER.id(), OTHER);
    tools.bodies.put(8L, new StoredBody(new byte[5_000], 1));
    tools.bodies.put(9L, new StoredBody(new byte[2 << 20], 1));
    tools.refusal = letter -> letter.body().length >= 5_000 ? new RecordTooLargeException() : null;
    letters.died(
        0,
        List.of(
            redriven(7, 0, OTHER.id()), redriven(8, 1, OTHER.id()), redriven(9, 2, OTHER.id())));
    emptied(FIRST);
    assertThat(tools.returned)
        .containsExactlyInAnyOrder("queue-orders/0 [8#1]", "queue-orders/0 [9#2]");
    assertThat(tools.deleted).containsExactly("queue-orders/0 [7#0]");
    tools.refusal = letter -> new InvalidRecordException("no key");
    emptied.clear();
    letters.died(0, List.of(redriven(3, 3, OTHER.id())));
    emptied(FIRST);
    assertThat(tools.returned).contains("queue-orders/0 [3#3]");
  }

  @Test
  void becomingVisibleAgainIsTriedAgain() {
    tools.deletions = FakeDeadLetterTools.failing(2);
    letters.died(0, List.of(redriven(7, 0, "queue-gone")));
    emptied(FIRST);
    assertThat(tools.returned).hasSize(3);
  }

  /** Else it would be in both queues, if the first answer was lost. */
  @Test
  void whatMayBeVisibleAgainIsNotMoved_thoughItsQueueIsThereNow() {
    tools.deletions =
        () -> {
          if (tools.returned.isEmpty()) {
            // Carried out, and the answer is lost.
            tools.targets.put(OTHER.id(), OTHER);
            return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
          }
          return CompletableFuture.completedFuture(null);
        };
    letters.died(0, List.of(redriven(7, 0, OTHER.id())));
    emptied(FIRST);
    assertThat(tools.returned).hasSize(2);
    assertThat(tools.written).isEmpty();
  }

  @Test
  void aQueueIsGoneOnlyIfItIsNotInTheNewestCatalog() {
    tools.onCatchUp = () -> tools.targets.put(OTHER.id(), OTHER);
    letters.died(0, List.of(redriven(7, 0, OTHER.id())));
    emptied(FIRST);
    assertThat(tools.returned).isEmpty();
    assertThat(tools.written).hasSize(1);
    assertThat(meters.counter("cmq.dead.letters").count()).isZero();
    assertThat(meters.get("cmq.redriven.messages").counter().count()).isEqualTo(1);
  }

  /** How many letters these lists name. */
  private static long ended(List<String> lists) {
    return lists.stream().mapToLong(list -> list.chars().filter(c -> c == '#').count()).sum();
  }

  /** Body and source of what went to one queue, in order. */
  private List<String> writtenTo(String queue) {
    return tools.written.stream()
        .filter(one -> one.startsWith(queue + "/"))
        .map(one -> one.substring(one.indexOf(' ') + 1))
        .toList();
  }

  private static DeadLetter redriven(long offset, long number, String target) {
    return new DeadLetter(FIRST, offset, number, target, null);
  }

  private double waiting() {
    return meters.get("cmq.dead.letters.waiting").gauge().value();
  }

  private DeadLetters mover(int maxWaiting) {
    return new DeadLetters(tools, emptied::add, tally, meters, maxWaiting, 1);
  }

  private void route(QueueDefinition from, QueueDefinition to) {
    tools.routes.put(from.id(), new DeadLetterRoute(from, to));
  }

  private void emptied(QueuePartition partition) {
    await().until(() -> emptied.contains(partition));
  }

  private static DeadLetter letter(QueuePartition partition, long offset, long number) {
    return new DeadLetter(partition, offset, number);
  }

  private static List<DeadLetter> many(QueuePartition partition, int count) {
    List<DeadLetter> many = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      many.add(letter(partition, i, i));
    }
    return many;
  }

  private static Header header(String key, String value) {
    return new RecordHeader(key, value.getBytes(UTF_8));
  }

  private void largest(long offset) {
    tools.bodies.put(offset, new StoredBody(new byte[1 << 20], 1));
  }

  /** The numbers of the letters that were written, in order. */
  private List<Long> numbersWritten() {
    return tools.written.stream().map(one -> Long.valueOf(one.split(":")[1])).toList();
  }
}
