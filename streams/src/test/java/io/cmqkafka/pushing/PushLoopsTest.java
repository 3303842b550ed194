package io.cmqkafka.pushing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.Measure;
import io.cmqkafka.Publication;
import io.cmqkafka.PushResult;
import io.cmqkafka.Pushing;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.publication.PublicationHeaders;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.SteppedClocks;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PushLoops with a commands log that the test answers. */
class PushLoopsTest {
  private static final long NOW = SteppedClocks.START_MS;
  private static final long TIMEOUT_MS = 15_000;
  private static final long VISIBILITY_MS = TIMEOUT_MS + 15_000;
  private static final int CONCURRENCY = 8;
  private static final MessageId PUBLISHED = new MessageId(3, 77);
  private static final Labels LABELS = new Labels(List.of("a"), "");

  private record Push(
      SubscriptionDefinition subscription,
      Publication publication,
      CompletableFuture<PushResult> end) {}

  private final MockProducer<byte[], byte[]> commandProducer = producer();
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final BodyCache cache = new BodyCache(1 << 20);
  private final BodyFetcher bodies = new BodyFetcher(new MockConsumer<>("none"), cache, 60_000);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PushOutcomes outcomes = new PushOutcomes();
  private final Tally tally = new Tally();
  private final SteppedClocks clocks = new SteppedClocks();
  private final AgeClock ages = clocks.ages();
  private final ManualLoop loop = new ManualLoop();
  private final List<Push> pushes = new ArrayList<>();

  private List<SubscriptionDefinition> subscriptions = List.of(subscription("1"));
  private boolean owned = true;
  private int wholeLooks;

  private final PushLoops deliveries =
      new PushLoops(
          new PushLoop.Tools(
              new Pushing(this::push, CONCURRENCY, 100, 100, TIMEOUT_MS),
              new CommandLog(commandProducer, "cmq.commands", 1, pending, new LogClock(), 60_000),
              ages,
              bodies,
              loop,
              new PushSlots(100, 100, 1 << 30, 1),
              PushMeters.of(meters),
              outcomes,
              tally,
              new LogLimit()),
          () -> {
            wholeLooks++;
            return subscriptions;
          },
          partition -> owned);

  @AfterEach
  void close() {
    bodies.close();
  }

  @Test
  void aMessageIsReceivedAndPushed_andDeletedWhenItWasTaken() {
    start();
    assertThat(command(0))
        .isEqualTo(
            new QueueCommand.Receive(
                CONCURRENCY, VISIBILITY_MS, 30_000, 0, Integer.MAX_VALUE, 0, true));
    grant(0, 1, 7);
    assertThat(pushes).hasSize(1);
    Publication publication = pushes.get(0).publication();
    assertThat(publication.id()).isEqualTo(PUBLISHED);
    assertThat(publication.body()).asString(UTF_8).isEqualTo("body 7");
    assertThat(publication.labels()).isEqualTo(LABELS);
    assertThat(publication.publishTimeMs()).isEqualTo(NOW - 5);
    assertThat(told(QueueCommand.Delete.class)).isEmpty();
    end(0, true);
    assertThat(told(QueueCommand.Delete.class))
        .containsExactly(new QueueCommand.Delete(List.of(grantOf(7, 1).lease())));
  }

  @Test
  void theLastPushesAreRemembered_asLongAsThisProcessPushes() {
    String queueId = subscriptions.get(0).delivery().id();
    long before = System.currentTimeMillis();
    start();
    grant(0, 1, 1, 2);
    end(0, false);
    PushFailure failure = outcomes.of(queueId).failure();
    assertThat(failure.reason()).isEqualTo("because");
    assertThat(failure.timeMs()).isBetween(before, System.currentTimeMillis());
    assertThat(failure.tries()).isEqualTo(1);
    assertThat(failure.nextMs() - failure.timeMs())
        .isEqualTo(told(QueueCommand.Defer.class).get(0).delayMs());
    assertThat(outcomes.of(queueId).takenMs()).isZero();
    end(1, true);
    assertThat(outcomes.of(queueId).failure()).isEqualTo(failure);
    assertThat(outcomes.of(queueId).takenMs())
        .isBetween(failure.timeMs(), System.currentTimeMillis());

    grant(lastReceive(), 4, 1);
    end(2, false);
    assertThat(outcomes.of(queueId).failure().tries()).isEqualTo(4);
    assertThat(outcomes.of(queueId).failure().nextMs()).as("it was the last one").isZero();
    assertThat(outcomes.of(queueId).takenMs()).isPositive();

    Map<String, long[]> counted = tally.take();
    assertThat(counted).containsOnlyKeys(queueId, subscriptions.get(0).topicId());
    assertThat(counted.values())
        .allSatisfy(
            numbers -> {
              assertThat(numbers[Measure.PUSHED.ordinal()]).isEqualTo(1);
              assertThat(numbers[Measure.FAILED_PUSHES.ordinal()]).isEqualTo(2);
            });

    owned = false;
    deliveries.review();
    loop.settle();
    assertThat(outcomes.of(queueId)).isNull();
  }

  @Test
  void aPushThatEndsWhenAnotherProcessPushesIsNotRemembered() {
    start();
    grant(0, 1, 1);
    owned = false;
    deliveries.review();
    loop.settle();
    end(0, false);
    assertThat(outcomes.of(subscriptions.get(0).delivery().id())).isNull();
  }

  @Test
  void aChangeOfASubscriptionLooksAtNoOther() {
    start();
    int before = wholeLooks;
    SubscriptionDefinition two = subscription("2");
    deliveries.changed(List.of(new CatalogView.Change(two.key(), null, two)));
    loop.settle();
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
    deliveries.changed(List.of(new CatalogView.Change(two.key(), two, null)));
    loop.settle();
    assertThat(wholeLooks).isEqualTo(before);
  }

  @Test
  void pushesOfOneSubscriptionRunConcurrently_upToTheirNumber() {
    start();
    grant(0, 1, 0, 1, 2);
    assertThat(pushes).hasSize(3);
    QueueCommand.Receive more = (QueueCommand.Receive) command(1);
    assertThat(more.max()).isEqualTo(CONCURRENCY - 3);
    grant(1, 1, 3, 4, 5, 6, 7);
    assertThat(pushes).hasSize(CONCURRENCY);
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
    end(0, true);
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
    end(1, true);
    assertThat(told(QueueCommand.Receive.class)).hasSize(3);
  }

  @Test
  void whatIsSettledTogetherIsDeletedTogether() {
    start();
    grant(0, 1, 1, 2, 3);
    pushes.forEach(push -> push.end().complete(PushResult.TAKEN));
    loop.settle();
    assertThat(told(QueueCommand.Delete.class)).hasSize(1);
    assertThat(told(QueueCommand.Delete.class).get(0).leases()).hasSize(3);
  }

  @Test
  void theScheduleIsFollowedByTheNumberOfTheAttempt() {
    subscriptions = List.of(subscription("1", NotifyStrategy.EXPONENTIAL_DECAY_RETRY, null));
    start();
    long[] delays = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000};
    for (int attempt = 1; attempt <= delays.length; attempt++) {
      grant(lastReceive(), attempt, 7);
      end(attempt - 1, false);
      assertThat(told(QueueCommand.Defer.class))
          .hasSize(attempt)
          .endsWith(new QueueCommand.Defer(grantOf(7, attempt).lease(), delays[attempt - 1]));
    }
    grant(lastReceive(), 176, 7);
    end(delays.length, false);
    assertThat(told(QueueCommand.Defer.class).get(delays.length).delayMs()).isEqualTo(512_000);
    assertThat(told(QueueCommand.Delete.class)).isEmpty();
  }

  @Test
  void afterTheLastRetryAMessageIsDropped() {
    start();
    for (int attempt = 1; attempt <= 3; attempt++) {
      grant(lastReceive(), attempt, 7);
      end(attempt - 1, false);
    }
    assertThat(told(QueueCommand.Defer.class))
        .hasSize(3)
        .allSatisfy(defer -> assertThat(defer.delayMs()).isBetween(10_000L, 20_000L));
    grant(lastReceive(), 4, 7);
    end(3, false);
    assertThat(told(QueueCommand.Defer.class)).hasSize(3);
    assertThat(told(QueueCommand.Delete.class)).hasSize(1);
    assertThat(givenUp("nowhere")).isEqualTo(1);
  }

  @Test
  void afterTheLastRetryAMessageBecomesADeadLetter() {
    subscriptions = List.of(subscription("1", NotifyStrategy.BACKOFF_RETRY, "dead"));
    start();
    grant(0, 4, 7);
    end(0, false);
    assertThat(told(QueueCommand.Bury.class)).hasSize(1);
    assertThat(told(QueueCommand.Delete.class)).isEmpty();
    assertThat(givenUp("dead-letter-queue")).isEqualTo(1);
    assertThat(givenUp("nowhere")).isZero();
  }

  @Test
  void aSubscriptionThatIsGoneIsNotPushedTo() {
    start();
    grant(0, 1, 7);
    subscriptions = List.of();
    review();
    assertThat(told(QueueCommand.Cancel.class))
        .containsExactly(new QueueCommand.Cancel(request(1)));
    grant(1, 1, 8);
    assertThat(pushes).hasSize(1);
    assertThat(told(QueueCommand.Release.class))
        .containsExactly(new QueueCommand.Release(List.of(grantOf(8, 1).lease())));
    end(0, true);
    assertThat(told(QueueCommand.Delete.class)).hasSize(1);
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
  }

  @Test
  void whoLosesTheQueueStops_andWhoGetsItBackGoesOn() {
    start();
    owned = false;
    review();
    assertThat(told(QueueCommand.Cancel.class)).hasSize(1);
    reply(0, new Reply.NoMessage());
    loop.pass(60_000);
    assertThat(told(QueueCommand.Receive.class)).hasSize(1);
    owned = true;
    review();
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
  }

  @Test
  void aChangedSubscriptionCountsFromTheNextPush() {
    start();
    subscriptions = List.of(subscription("1", NotifyStrategy.EXPONENTIAL_DECAY_RETRY, null));
    review();
    assertThat(told(QueueCommand.Receive.class)).hasSize(1);
    grant(0, 1, 7);
    end(0, false);
    assertThat(told(QueueCommand.Defer.class).get(0).delayMs()).isEqualTo(1_000);
  }

  @Test
  void eachSubscriptionHasItsOwn_andOthersGoOnWhenOneIsSlow() {
    subscriptions = List.of(subscription("1"), subscription("2"));
    start();
    grant(0, 1, 0, 1, 2, 3, 4, 5, 6, 7);
    int other = 1;
    grant(other, 1, 7);
    end(CONCURRENCY, true);
    assertThat(told(QueueCommand.Delete.class)).hasSize(1);
  }

  @Test
  void whenKafkaIsAwayItIsAskedLessAndLess() {
    start();
    for (int i = 0; i < 20; i++) {
      reply(lastReceive(), new Reply.Refused(Refusal.UNAVAILABLE));
      loop.pass(199);
    }
    // One asks again only after its rest, and rests grow to 5 s.
    int early = told(QueueCommand.Receive.class).size();
    assertThat(early).isLessThan(8);
    loop.pass(5_000);
    grant(lastReceive(), 1, 7);
    assertThat(pushes).hasSize(1);
  }

  @Test
  void noMessageAtOnceIsNoReasonToAskAtOnce() {
    start();
    reply(0, new Reply.NoMessage());
    assertThat(told(QueueCommand.Receive.class)).hasSize(1);
    loop.pass(200);
    assertThat(told(QueueCommand.Receive.class)).hasSize(2);
  }

  @Test
  void aStopWaitsForWhatIsBeingReceived_andGivesItBack() throws Exception {
    start();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> {
              try {
                deliveries.close();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task, "closing").start());
    await(
        () -> {
          loop.settle();
          return !told(QueueCommand.Cancel.class).isEmpty();
        });
    loop.pass(100);
    assertThat(closing).isNotDone();
    reply(0, new Reply.Granted(List.of(grantOf(1, 1))));
    assertThat(told(QueueCommand.Release.class)).hasSize(1);
    await(
        () -> {
          loop.pass(100);
          return closing.isDone();
        });
  }

  @Test
  void whatIsGrantedWhenNothingRunsAnyMoreIsGivenBack() {
    start();
    loop.close();
    reply(0, new Reply.Granted(List.of(grantOf(1, 1))));
    assertThat(told(QueueCommand.Release.class)).hasSize(1);
  }

  @Test
  void whatIsNoMessageIsDeletedUnpushed_andSoIsWhatHasOutlivedItsDay_whichCounts() {
    start();
    BodySource source = BodySource.of(subscriptions.get(0).delivery(), 0);
    cache.put(source, 1, new StoredBody(null, NOW, copy()));
    cache.put(source, 2, new StoredBody(new byte[1], NOW - 86_400_000, copy()));
    reply(0, new Reply.Granted(List.of(grantOf(1, 1), grantOf(2, 1))));
    assertThat(pushes).isEmpty();
    assertThat(told(QueueCommand.Delete.class).get(0).leases()).hasSize(2);
    assertThat(givenUp("nowhere")).isEqualTo(1);
  }

  @Test
  void whatWasStampedTooEarlyToBeThereStill_isPushedForADayFromItsFirstDelivery() {
    start();
    cache.put(
        BodySource.of(subscriptions.get(0).delivery(), 0),
        2,
        new StoredBody(new byte[1], 1, copy()));
    reply(0, new Reply.Granted(List.of(grantOf(2, 1))));
    assertThat(pushes).hasSize(1);
    end(0, false);
    assertThat(told(QueueCommand.Defer.class)).hasSize(1);
  }

  @Test
  void whatHasOutlivedItsDayBecomesADeadLetter_howeverSeldomItWasPushed() {
    subscriptions = List.of(subscription("1", NotifyStrategy.EXPONENTIAL_DECAY_RETRY, "dead"));
    start();
    cache.put(
        BodySource.of(subscriptions.get(0).delivery(), 0),
        2,
        new StoredBody(new byte[1], NOW - 86_400_000, copy()));
    reply(0, new Reply.Granted(List.of(grantOf(2, 1))));
    assertThat(pushes).isEmpty();
    assertThat(told(QueueCommand.Bury.class)).hasSize(1);
    assertThat(givenUp("dead-letter-queue")).isEqualTo(1);
  }

  @Test
  void aMessageIsGivenUpWhenItsDayIsOverBeforeTheNextRetry() {
    subscriptions = List.of(subscription("1", NotifyStrategy.EXPONENTIAL_DECAY_RETRY, "dead"));
    start();
    failTheHundredthPush(7, 600_000);
    assertThat(told(QueueCommand.Defer.class)).hasSize(1);
    assertThat(told(QueueCommand.Bury.class)).isEmpty();
    failTheHundredthPush(8, 512_000);
    assertThat(told(QueueCommand.Defer.class)).hasSize(1);
    assertThat(told(QueueCommand.Bury.class)).hasSize(1);
    assertThat(givenUp("dead-letter-queue")).isEqualTo(1);
  }

  private void failTheHundredthPush(long offset, long lifeLeftMs) {
    cache.put(
        BodySource.of(subscriptions.get(0).delivery(), 0),
        offset,
        new StoredBody(new byte[1], NOW - 86_400_000 + lifeLeftMs, copy()));
    reply(lastReceive(), new Reply.Granted(List.of(grantOf(offset, 100))));
    end(pushes.size() - 1, false);
  }

  @Test
  void withoutItsBodyAMessageIsGivenBack_andTheNextReceiveWaits() {
    bodies.close();
    start();
    reply(0, new Reply.Granted(List.of(grantOf(1, 1))));
    assertThat(told(QueueCommand.Release.class)).hasSize(1);
    assertThat(pushes).isEmpty();
  }

  @Test
  void aPusherThatFailsCountsAsAFailedPush() {
    start();
    grant(0, 1, 7);
    pushes.get(0).end().completeExceptionally(new IllegalStateException("a mistake"));
    loop.settle();
    assertThat(told(QueueCommand.Defer.class)).hasSize(1);
  }

  private CompletableFuture<PushResult> push(
      SubscriptionDefinition subscription, Publication publication) {
    Push push = new Push(subscription, publication, new CompletableFuture<>());
    pushes.add(push);
    return push.end();
  }

  private void start() {
    clocks.append(ages, 1);
    deliveries.start();
    loop.settle();
  }

  private void review() {
    deliveries.review();
    loop.settle();
  }

  private void end(int push, boolean taken) {
    pushes.get(push).end().complete(taken ? PushResult.TAKEN : new PushResult("because"));
    loop.settle();
  }

  /** Answers the command of this index; the bodies are at hand. */
  private void grant(int index, int count, long... offsets) {
    String queueId = commands().get(index).target().queueId();
    SubscriptionDefinition subscription =
        subscriptions.stream()
            .filter(one -> one.delivery().id().equals(queueId))
            .findFirst()
            .orElse(subscription("1"));
    for (long offset : offsets) {
      cache.put(
          BodySource.of(subscription.delivery(), 0),
          offset,
          new StoredBody(("body " + offset).getBytes(UTF_8), NOW, copy()));
    }
    reply(
        index, new Reply.Granted(LongStream.of(offsets).mapToObj(o -> grantOf(o, count)).toList()));
  }

  private void reply(int index, Reply reply) {
    pending.complete(request(index), reply);
    loop.settle();
  }

  private long request(int index) {
    return commands().get(index).origin().request();
  }

  private QueueCommand command(int index) {
    return commands().get(index).command();
  }

  private int lastReceive() {
    List<LoggedCommand.ForQueue> all = commands();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).command() instanceof QueueCommand.Receive) {
        return i;
      }
    }
    throw new AssertionError("no receive");
  }

  private <T extends QueueCommand> List<T> told(Class<T> type) {
    return commands().stream()
        .map(LoggedCommand.ForQueue::command)
        .flatMap(command -> type.isInstance(command) ? Stream.of(type.cast(command)) : null)
        .toList();
  }

  private List<LoggedCommand.ForQueue> commands() {
    return commandProducer.history().stream().map(PushLoopsTest::decoded).toList();
  }

  private static LoggedCommand.ForQueue decoded(ProducerRecord<byte[], byte[]> record) {
    try {
      return (LoggedCommand.ForQueue) CommandJson.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private double givenUp(String to) {
    return meters.get(PushMeters.GIVEN_UP).tag("to", to).counter().count();
  }

  private static void await(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await().until(condition);
  }

  private static Grant grantOf(long offset, int count) {
    return new Grant(offset, offset * 1_000 + count, count, NOW + VISIBILITY_MS, NOW);
  }

  /** The headers of a copy. */
  private static List<Header> copy() {
    CopyHeader source =
        new CopyHeader(
            CopyHeader.ofPublications("topicId", PUBLISHED.partition(), 0, "subsc-1"),
            PUBLISHED.offset(),
            -1);
    return List.of(PublicationHeaders.ofCopy(LABELS, NOW - 5, source).toArray());
  }

  private static SubscriptionDefinition subscription(String number) {
    return subscription(number, NotifyStrategy.BACKOFF_RETRY, null);
  }

  private static SubscriptionDefinition subscription(
      String number, NotifyStrategy strategy, String deadLetterQueue) {
    return new SubscriptionDefinition(
        "news",
        "topic-1",
        "hook" + number,
        "subsc-" + number,
        Protocol.HTTP,
        "http://a.example.com/",
        strategy,
        NotifyContentFormat.JSON,
        Filter.NONE,
        deadLetterQueue,
        queue("hook" + number, "queue-" + number, "cmq.delivery.news.hook" + number),
        0,
        0);
  }

  private static QueueDefinition queue(String name, String id, String kafkaTopic) {
    return new QueueDefinition(
        name, id, kafkaTopic, "x", false, List.of(0L), QueueAttributes.DEFAULTS, 0, 0);
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
