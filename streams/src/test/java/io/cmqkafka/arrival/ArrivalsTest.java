package io.cmqkafka.arrival;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.OffsetRange;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueueCommand.CutBack;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.TimeToLive;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.view.CatalogJson;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final TopicPartition CATALOG = new TopicPartition("cmq.catalog", 0);

  private final LogConsumer catalogLog = new LogConsumer();
  private final CatalogView catalog =
      new CatalogView(
          catalogLog, catalogLog, "cmq.catalog", new SkippedRecords(new SimpleMeterRegistry()));
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(true);
  private final PendingReplies pending = new PendingReplies("me", 2_000);
  private final LogClock clock = new LogClock();
  private final CommandLog commands =
      new CommandLog(producer, Fixtures.COMMANDS, 1, pending, clock, 60_000);
  private final Retention retention =
      new Retention(new FakeAdmin().admin(), commands, clock.ages(), 1_000);
  private final LogConsumer tail = new LogConsumer();
  private final BodyCache cache = new BodyCache(1 << 20);
  private final AtomicLong nanos = new AtomicLong();

  /** How often everything was looked at: once each time it asks how late it is. */
  private final AtomicInteger wholeLooks = new AtomicInteger();

  private final Tally tally = new Tally();
  private volatile String topicId = Fixtures.TOPIC_ID;
  private final Arrivals arrivals =
      new Arrivals(
          tail,
          catalog,
          commands,
          cache,
          retention,
          new TimeToLive(new FakeAdmin().admin(), commands, clock.ages(), 1_000),
          tally,
          new SkippedRecords(new SimpleMeterRegistry()),
          topic -> CompletableFuture.completedFuture(topicId),
          this::nanoTime);
  private long catalogEnd;

  @AfterEach
  void close() {
    arrivals.close();
    catalog.close();
    pending.close();
  }

  private long nanoTime() {
    wholeLooks.incrementAndGet();
    return nanos.get();
  }

  @Test
  void aChangeOfAQueueLooksAtNoOther() {
    start("orders", 0);
    arrivals.review();
    await().until(() -> wholeLooks.get() >= 2);
    int before = wholeLooks.get();
    List<QueueDefinition> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(Fixtures.queue("orders-" + i, 0));
      put(many.get(i));
    }
    await().until(() -> tail.assignment().size() == 51);
    append(many.get(49), 0, "a");
    assertThat(nextArrived(0)).isEqualTo(new Arrived(0, 1, List.of(), List.of()));
    remove(many.get(0));
    await().until(() -> tail.assignment().size() == 50);
    await().until(() -> told().contains(new QueueCommand.Drop()));
    assertThat(wholeLooks).hasValue(before);
    arrivals.review();
    await().until(() -> wholeLooks.get() > before);
    assertThat(tail.assignment()).hasSize(50);
  }

  @Test
  void aQueueThatComesAndGoesBetweenTwoLooksIsNotFollowed() {
    QueueDefinition orders = start("orders", 0);
    QueueDefinition shortLived = Fixtures.queue("short-lived", 0);
    catalogLog.atNextPoll(
        () -> {
          put(shortLived);
          remove(shortLived);
          put(Fixtures.queue("after", 0));
        });
    catalogLog.wakeup();
    await().until(() -> tail.assignment().size() == 2);
    assertThat(tail.assignment())
        .containsExactlyInAnyOrder(
            BodySource.of(orders, 0).kafka(), new TopicPartition("cmq.queue.after", 0));
  }

  @Test
  void tellsWhatAPollBrings() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    append(queue, 0, "a");
    append(queue, 1, "b");
    startAll(Map.of());
    assertThat(nextArrived(0)).isEqualTo(new Arrived(0, 2, List.of(), List.of()));
    assertThat(cache.get(BodySource.of(queue, 0), 1).body()).isEqualTo("b".getBytes(UTF_8));
  }

  @Test
  void goesOnFromTheEndThatTheMachineKnows() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    for (int offset = 0; offset < 5; offset++) {
      append(queue, offset, "body");
    }
    startAll(Map.of(partition(queue), 3L));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(3, 5, List.of(), List.of()));
  }

  @Test
  void disown_neverDropsWhatIsOnlyDecidedElsewhere() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    // The tail looks at the catalog after ownership has ended and before it has been told so.
    tail.atNextPoll(
        () -> {
          arrivals.review();
          arrivals.disown(0);
        });
    await().until(() -> tail.assignment().isEmpty());
    assertThat(told()).noneMatch(QueueCommand.Drop.class::isInstance);
  }

  @Test
  void aQueueThatIsGoneIsDropped() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    remove(queue);
    await().until(() -> told().contains(new QueueCommand.Drop()));
    await().until(() -> tail.assignment().isEmpty());
  }

  @Test
  void whatIsToBePushedIsFollowedLikeAQueue_untilTheSubscriptionEnds() {
    SubscriptionDefinition mail =
        Fixtures.subscription(
            Fixtures.topic("news", FilterType.TAG), "mail", Protocol.HTTP, "u", Filter.NONE);
    put(mail);
    append(mail.delivery(), 0, "a");
    startAll(Map.of());
    assertThat(nextArrived(0)).isEqualTo(new Arrived(0, 1, List.of(), List.of()));
    put(new ReleasedName(mail.name(), mail.id(), "x", mail.key()));
    await().until(() -> told().contains(new QueueCommand.Drop()));
  }

  @Test
  void untilTheMachineKnowsOfTheQueue_nothingIsToldThatCouldOvertakeTheFirstArrival() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    append(queue, 1, "b");
    int polls = tail.polls();
    tail.wakeup();
    await().until(() -> tail.polls() > polls + 3);
    assertThat(arrived()).hasSize(1);

    reply(0, new Reply.KnownUpTo(1));
    assertThat(nextArrived(1)).isEqualTo(new Arrived(1, 2, List.of(), List.of()));
  }

  @Test
  void anArrivalThatWasLostIsToldAgainFromItsBeginning() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    append(queue, 1, "b");
    reply(0, new Reply.Refused(io.cmqkafka.queue.Refusal.UNAVAILABLE));
    assertThat(nextArrived(1)).isEqualTo(new Arrived(0, 2, List.of(), List.of()));
  }

  @Test
  void anArrivalThatBeganTooFarAheadIsToldAgainFromWhereTheMachineIs() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    reply(0, new Reply.KnownUpTo(1));
    append(queue, 1, "b");
    nextArrived(1);
    append(queue, 2, "c");
    assertThat(nextArrived(2)).isEqualTo(new Arrived(2, 3, List.of(), List.of()));
    reply(2, new Reply.KnownUpTo(1));
    assertThat(nextArrived(3)).isEqualTo(new Arrived(1, 3, List.of(), List.of()));
  }

  @Test
  void aQueueThatComesWhileTheTailHoldsBack_doesNotLeaveTheOthersPaused() {
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    reply(0, new Reply.KnownUpTo(1));
    for (int offset = 1; offset <= 1_000; offset++) {
      append(queue, offset, "body");
      int toldThen = offset + 1;
      await()
          .pollInterval(1, TimeUnit.MILLISECONDS)
          .until(() -> producer.history().size() >= toldThen);
    }
    await().until(() -> !tail.paused().isEmpty());
    List<LoggedCommand.ForQueue> unanswered = arrived();
    // All are answered, and a queue has come, before the tail looks whether it must hold back.
    QueueDefinition other = Fixtures.queue("other", 0);
    tail.atNextPoll(
        () -> {
          put(other);
          await().until(() -> catalog.queue("other").isPresent());
          for (int i = 1; i <= 1_000; i++) {
            pending.complete(unanswered.get(i).origin().request(), new Reply.KnownUpTo(i + 1));
          }
        });
    tail.wakeup();
    await().until(() -> tail.assignment().size() == 2);
    append(queue, 1_001, "after");
    assertThat(nextArrived(1_001)).isEqualTo(new Arrived(1_001, 1_002, List.of(), List.of()));
  }

  @Test
  void whatCouldNotBeToldIsReadAgain() {
    QueueDefinition queue = start("orders", 0);
    producer.sendException = new IllegalArgumentException("nothing that a producer should throw");
    append(queue, 0, "a");
    int polls = tail.polls();
    await().until(() -> tail.polls() > polls + 2);
    // Before the tail reads, so that it reads both at once.
    tail.atNextPoll(
        () -> {
          append(queue, 1, "b");
          producer.sendException = null;
        });
    assertThat(nextArrived(0)).isEqualTo(new Arrived(0, 2, List.of(), List.of()));
  }

  @Test
  void whatKafkaHasDeletedIsSkipped_evenIfKafkaCannotTellAtOnceWhereItBegins() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    tail.begin(kafka(queue), 5);
    append(queue, 5, "f");
    tail.failNextBeginning(new TimeoutException("not now"));
    startAll(Map.of(partition(queue), 2L));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(5, 6, List.of(), List.of()));
    assertThat(told()).contains(new QueueCommand.Trim(5));
  }

  @Test
  void aLogThatWasCutBackGoesOnAtItsEnd() {
    QueueDefinition queue = startCutBack(3);
    assertThat(nextTold(0)).isEqualTo(new CutBack(3));
    append(queue, 3, "new");
    int polls = tail.polls();
    tail.wakeup();
    await().until(() -> tail.polls() > polls + 2);
    assertThat(arrived()).as("not before the machine has forgotten").isEmpty();
    replyTo(0, new Reply.KnownUpTo(3));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(3, 4, List.of(), List.of()));
    assertThat(told()).hasSize(2);
  }

  @Test
  void aMachineThatKnowsLessThanIsLeft_isToldFromThere() {
    QueueDefinition queue = startCutBack(3);
    nextTold(0);
    replyTo(0, new Reply.KnownUpTo(2));
    await().until(() -> tail.position(kafka(queue)) == 3 && tail.paused().isEmpty());
    append(queue, 3, "new");
    assertThat(nextArrived(0)).isEqualTo(new Arrived(3, 4, List.of(), List.of()));
    reply(0, new Reply.KnownUpTo(2));
    assertThat(nextArrived(1)).isEqualTo(new Arrived(2, 4, List.of(), List.of()));
  }

  @Test
  void aTopicThatWasMadeAgainIsToldFromItsBeginning_alsoIfTheQueueBeganLater() {
    topicId = "another";
    QueueDefinition queue = Fixtures.queue("orders", 4);
    put(queue);
    append(queue, 0, "new");
    startAll(Map.of(partition(queue), 5L));
    assertThat(nextTold(0)).isEqualTo(new CutBack(0));
    replyTo(0, new Reply.KnownUpTo(0));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(0, 1, List.of(), List.of()));
  }

  @Test
  void aTopicThatWasMadeAgainAndHasLostItsBeginning_isToldFromWhereItBegins() {
    topicId = "another";
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    tail.begin(kafka(queue), 2);
    append(queue, 2, "new");
    startAll(Map.of(partition(queue), 5L));
    nextTold(0);
    replyTo(0, new Reply.KnownUpTo(0));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(2, 3, List.of(), List.of()));
    reply(0, new Reply.KnownUpTo(0));
    assertThat(nextTold(2)).isEqualTo(new QueueCommand.Trim(2));
    assertThat(nextArrived(1)).isEqualTo(new Arrived(2, 3, List.of(), List.of()));
  }

  @Test
  void untilTheMachineHasForgottenItIsToldAgainTo() {
    startCutBack(3);
    nextTold(0);
    replyTo(0, new Reply.KnownUpTo(5));
    assertThat(nextTold(1)).isEqualTo(new CutBack(3));
    replyTo(1, new Reply.Refused(io.cmqkafka.queue.Refusal.UNAVAILABLE));
    assertThat(nextTold(2)).isEqualTo(new CutBack(3));
    assertThat(arrived()).isEmpty();
  }

  @Test
  void aLogThatWasCutBackAndHasGrownAgainIsNoticedByItsLeadersEpoch() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    for (int offset = 0; offset < 6; offset++) {
      append(queue, offset, "body");
    }
    tail.atNextPoll(
        () -> {
          throw new LogTruncationException(
              "truncated",
              Map.of(kafka(queue), 5L),
              Map.of(kafka(queue), new OffsetAndMetadata(3)));
        });
    startAll(Map.of(partition(queue), 5L));
    assertThat(nextTold(0)).isEqualTo(new CutBack(3));
    replyTo(0, new Reply.KnownUpTo(3));
    assertThat(nextArrived(0)).isEqualTo(new Arrived(3, 6, List.of(), List.of()));
  }

  @Test
  void aHostileHeaderHoldsUpNothing() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    RecordHeaders headers = new RecordHeaders();
    headers.add(DelayHeaders.DELIVER_AT, new byte[] {(byte) 0xff});
    headers.add(DelayHeaders.DELAY_MS, null);
    tail.append(kafka(queue), 0, null, 1, headers);
    tail.append(kafka(queue), 1, "b".getBytes(UTF_8), 1, headers);
    startAll(Map.of());
    assertThat(nextArrived(0))
        .isEqualTo(new Arrived(0, 2, List.of(new OffsetRange(0, 1)), List.of()));
  }

  @Test
  void twoQueuesBoundToOneTopicAreBothTold() {
    put(Fixtures.boundQueue("one", "events", 60));
    put(Fixtures.boundQueue("two", "events", 60));
    startAll(Map.of());
    tail.append(new TopicPartition("events", 0), 0, new byte[] {1}, 1);
    await().until(() -> arrived().size() == 2);
    assertThat(Fixtures.commands(producer))
        .filteredOn(LoggedCommand.ForQueue.class::isInstance)
        .map(one -> ((LoggedCommand.ForQueue) one).target().queueId())
        .contains("queue-one", "queue-two");
  }

  @Test
  void queuesThatShareATopicAreToldAgainOfWhatEitherMissed_andOfNoMessageAsAGap() {
    QueueDefinition one = Fixtures.boundQueue("one", "events", 60);
    QueueDefinition two = Fixtures.boundQueue("two", "events", 60);
    put(one);
    put(two);
    startAll(Map.of(partition(one), 0L, partition(two), 0L));
    TopicPartition events = new TopicPartition("events", 0);
    tail.append(events, 0, new byte[] {1}, 1);
    await().until(() -> arrived().size() == 2);
    tail.append(events, 1, new byte[] {1}, 1);
    await().until(() -> arrived().size() == 4);
    Reply lost = new Reply.Refused(io.cmqkafka.queue.Refusal.UNAVAILABLE);
    tail.atNextPoll(
        () -> {
          pending.complete(request(two, 0), lost);
          pending.complete(request(one, 1), lost);
        });
    tail.append(events, 2, new byte[] {1}, 1);
    await()
        .untilAsserted(
            () ->
                assertThat(arrived())
                    .anySatisfy(
                        told -> {
                          assertThat(told.target()).isEqualTo(partition(two));
                          assertThat(told.command())
                              .isEqualTo(new Arrived(0, 3, List.of(), List.of()));
                        }));
    await().until(() -> toldTo(one, 3));
    assertThat(arrived())
        .allSatisfy(told -> assertThat(((Arrived) told.command()).gaps()).isEmpty());
  }

  @Test
  void aTrimThatKafkaDidNotTakeIsToldAgain() {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    tail.begin(kafka(queue), 5);
    producer.sendException = new TimeoutException("not now");
    startAll(Map.of(partition(queue), 2L));
    await().until(() -> tail.polls() > 3);
    assertThat(told()).isEmpty();
    producer.sendException = null;
    tail.wakeup();
    assertThat(nextTold(0)).isEqualTo(new QueueCommand.Trim(5));
  }

  @Test
  void stateThatNoEntryExplainsIsDroppedAfterAWhile() {
    put(Fixtures.queue("orders", 0));
    startAll(Map.of(new QueuePartition("queue-unknown", 0), 3L));
    reviewAfter(0);
    reviewAfter(TimeUnit.MINUTES.toNanos(4));
    assertThat(told()).doesNotContain(new QueueCommand.Drop());
    reviewAfter(TimeUnit.MINUTES.toNanos(2));
    assertThat(told()).contains(new QueueCommand.Drop());
  }

  @Test
  void aDropThatKafkaDidNotTakeIsRepeated() {
    put(Fixtures.queue("other", 0));
    QueueDefinition queue = start("orders", 0);
    append(queue, 0, "a");
    nextArrived(0);
    producer.sendException = new TimeoutException("not now");
    remove(queue);
    await().until(() -> tail.assignment().size() == 1);
    // The assignment shrinks before the drop is sent.
    reviewAfter(0);
    producer.sendException = null;
    assertThat(told()).doesNotContain(new QueueCommand.Drop());
    reviewAfter(0);
    reviewAfter(TimeUnit.MINUTES.toNanos(6));
    assertThat(told()).contains(new QueueCommand.Drop());
    reviewAfter(TimeUnit.MINUTES.toNanos(6));
    assertThat(told()).containsOnlyOnce(new QueueCommand.Drop());
  }

  @Test
  void stateIsKeptWhileAnEntryOfTheCatalogCannotBeRead() {
    put(Fixtures.queue("orders", 0));
    garble("queue/unknown");
    startAll(Map.of(new QueuePartition("queue-unknown", 0), 3L));
    reviewAfter(0);
    reviewAfter(TimeUnit.MINUTES.toNanos(6));
    assertThat(told()).doesNotContain(new QueueCommand.Drop());
    tail.end(new TopicPartition("cmq.queue.unknown", 0), 3);
    put(Fixtures.queue("unknown", 0));
    await().until(() -> tail.assignment().size() == 2);
    assertThat(catalog.isCurrent()).isTrue();
    assertThat(told()).doesNotContain(new QueueCommand.Drop());
  }

  @Test
  void aListenerThatFailsDoesNotKeepAnybodyWaiting() {
    catalog.onChange(
        changes -> {
          throw new IllegalStateException("a listener failed");
        });
    catalog.start().orTimeout(10, TimeUnit.SECONDS).join();
    RecordHeaders headers = new RecordHeaders();
    headers.add(CatalogView.VERSION_HEADER, "7".getBytes(UTF_8));
    QueueDefinition queue = Fixtures.queue("orders", 0);
    byte[] value = CatalogJson.encode(new CatalogJson.Versioned(7, queue));
    catalogLog.append(
        LogConsumer.record(CATALOG, catalogEnd++, queue.key().getBytes(UTF_8), value, 1, headers));
    assertThat(catalog.reached(7)).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void anErrorEndsTheTail_andItSaysSo() {
    start("orders", 0);
    assertThat(arrivals.isAlive()).isTrue();
    tail.atNextPoll(
        () -> {
          throw new OutOfMemoryError("not really");
        });
    await().until(() -> !arrivals.isAlive());
  }

  /** Returns when the tail has looked at everything after so much more time. */
  private void reviewAfter(long moreNanos) {
    nanos.addAndGet(moreNanos);
    arrivals.review();
    int polls = tail.polls();
    tail.wakeup();
    await().until(() -> tail.polls() > polls + 2);
  }

  private void garble(String key) {
    catalogLog.append(
        LogConsumer.record(
            CATALOG,
            catalogEnd++,
            key.getBytes(UTF_8),
            "nonsense".getBytes(UTF_8),
            1,
            new RecordHeaders()));
  }

  private QueueDefinition start(String name, long begin) {
    QueueDefinition queue = Fixtures.queue(name, begin);
    put(queue);
    startAll(Map.of());
    return queue;
  }

  /** A queue whose machine knows 5 messages, of which Kafka has so many. */
  private QueueDefinition startCutBack(int left) {
    QueueDefinition queue = Fixtures.queue("orders", 0);
    put(queue);
    for (int offset = 0; offset < left; offset++) {
      append(queue, offset, "body");
    }
    startAll(Map.of(partition(queue), 5L));
    return queue;
  }

  private void startAll(Map<QueuePartition, Long> ends) {
    catalog.start().orTimeout(10, TimeUnit.SECONDS).join();
    arrivals.own(0, ends);
    arrivals.start();
    await().until(() -> !tail.assignment().isEmpty());
  }

  private void put(CatalogEntry entry) {
    catalogLog.append(
        LogConsumer.record(
            CATALOG,
            catalogEnd,
            entry.key().getBytes(UTF_8),
            CatalogJson.encode(new CatalogJson.Versioned(catalogEnd, entry)),
            1,
            new RecordHeaders()));
    catalogEnd++;
  }

  private void remove(CatalogEntry entry) {
    catalogLog.append(
        LogConsumer.record(
            CATALOG, catalogEnd++, entry.key().getBytes(UTF_8), null, 1, new RecordHeaders()));
  }

  private void append(QueueDefinition queue, long offset, String body) {
    tail.append(kafka(queue), offset, body.getBytes(UTF_8), 1_000);
  }

  private static TopicPartition kafka(QueueDefinition queue) {
    return new TopicPartition(queue.kafkaTopic(), 0);
  }

  private static QueuePartition partition(QueueDefinition queue) {
    return new QueuePartition(queue.id(), 0);
  }

  private List<QueueCommand> told() {
    return Fixtures.commands(producer).stream()
        .filter(LoggedCommand.ForQueue.class::isInstance)
        .map(one -> ((LoggedCommand.ForQueue) one).command())
        .toList();
  }

  private List<LoggedCommand.ForQueue> arrived() {
    return Fixtures.commands(producer).stream()
        .filter(LoggedCommand.ForQueue.class::isInstance)
        .map(LoggedCommand.ForQueue.class::cast)
        .filter(one -> one.command() instanceof Arrived)
        .toList();
  }

  /** The number of the request by which this queue was told from there. */
  private long request(QueueDefinition queue, long from) {
    return arrived().stream()
        .filter(told -> told.target().equals(partition(queue)))
        .filter(told -> ((Arrived) told.command()).from() == from)
        .findFirst()
        .orElseThrow()
        .origin()
        .request();
  }

  private boolean toldTo(QueueDefinition queue, long to) {
    return arrived().stream()
        .filter(told -> told.target().equals(partition(queue)))
        .anyMatch(told -> ((Arrived) told.command()).to() == to);
  }

  private QueueCommand nextTold(int index) {
    await().until(() -> told().size() > index);
    return told().get(index);
  }

  private void replyTo(int index, Reply reply) {
    LoggedCommand one =
        Fixtures.commands(producer).stream()
            .filter(LoggedCommand.ForQueue.class::isInstance)
            .toList()
            .get(index);
    pending.complete(one.origin().request(), reply);
  }

  private QueueCommand nextArrived(int index) {
    await().until(() -> arrived().size() > index);
    return arrived().get(index).command();
  }

  private void reply(int index, Reply reply) {
    pending.complete(arrived().get(index).origin().request(), reply);
  }
}
