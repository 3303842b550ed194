package io.cmqkafka.browsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.BrowsePosition;
import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.BrowsedMessages.End;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WalkTest {
  private static final int TIMEOUT_MS = 60_000;

  /** When the rewind window begins, epoch ms: records have that timestamp unless told. */
  private static final long WINDOW_MS = 1;

  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final TopicPartition KAFKA = new TopicPartition(QUEUE.kafkaTopic(), 0);

  /** The threads that asked machines something. */
  private final Set<String> askers = ConcurrentHashMap.newKeySet();

  private final MockProducer<byte[], byte[]> commands =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          askers.add(Thread.currentThread().getName());
          return super.send(record, callback);
        }
      };
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final CommandLog log =
      new CommandLog(commands, "cmq.commands", 1, pending, new LogClock(), TIMEOUT_MS);
  private final LogConsumer consumer = new LogConsumer();
  private final RecordReader records = new RecordReader(consumer, TIMEOUT_MS);

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void findsTextInManySmallRecords_partByPart() {
    append(600, 100, 0);
    consumer.append(KAFKA, 600, "xx needle".getBytes(), 1);
    CompletableFuture<BrowsedMessages> found = walk(request("needle", 20, 100, 1 << 20), 60_000);
    reply(601, 601);
    assertThat(join(found).messages()).extracting(one -> one.id().offset()).containsExactly(600L);
    assertThat(found.join().end()).isEqualTo(End.ALL_SEEN);
    assertThat(found.join().bytesRead()).isEqualTo(600 * 100 + 9);
  }

  @Test
  void afterItsDeadlineItSaysWhatItFound_andWhereToGoOn() {
    append(100, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(request("", 100, 100, 1 << 20), 0);
    reply(100, 100);
    assertThat(join(found).messages()).hasSize(8);
    assertThat(found.join().end()).isEqualTo(End.BUDGET_SPENT);
    assertThat(found.join().next()).contains(new BrowsePosition(0, 8, 0));
  }

  @Test
  void afterItsDeadlineItAsksNoMachineAgain() {
    CompletableFuture<BrowsedMessages> found = walk(request("", 100, 100, 1 << 20), 0);
    reply(0, 100, 50);
    assertThat(join(found).end()).isEqualTo(End.BUDGET_SPENT);
    assertThat(found.join().next()).contains(new BrowsePosition(0, 50, 0));
    assertThat(commands.history()).hasSize(1);
  }

  @Test
  void looksAtRecordsElsewhereThanOnTheThreadThatReadsThem() {
    append(8, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(request("no", 100, 100, 1 << 20), 60_000);
    reply(8, 20, 8);
    await().until(() -> commands.history().size() == 2);
    reply(0, 8);
    join(found);
    assertThat(askers).hasSize(2).doesNotContain("cmq-record-reader");
  }

  @Test
  void whatIsReadOnTheWayCountsAsRead() {
    append(100, 1_000, 0);
    CompletableFuture<BrowsedMessages> found = walk(request("", 100, 100, 20_000), 60_000);
    reply(List.of(0L, 30L, 60L), 100, 100);
    assertThat(join(found).messages()).hasSize(3);
    assertThat(found.join().bytesRead()).isEqualTo(61_000);
    assertThat(found.join().end()).isEqualTo(End.BUDGET_SPENT);
    assertThat(found.join().next()).contains(new BrowsePosition(0, 61, 0));
  }

  @Test
  void aPageThatTheFirstMessageFillsBackwardsHasSeenAll() {
    append(2, 10, 0);
    BrowseRequest backwards =
        new BrowseRequest(
            BrowsePosition.edge(0, 0),
            true,
            false,
            EnumSet.allOf(MessageState.class),
            false,
            new byte[0],
            2,
            100,
            1 << 20);
    CompletableFuture<BrowsedMessages> found = walk(backwards, 60_000);
    reply(List.of(1L, 0L), 2, -1);
    assertThat(join(found).messages()).extracting(one -> one.id().offset()).containsExactly(1L, 0L);
    assertThat(found.join().end()).isEqualTo(End.ALL_SEEN);
    assertThat(found.join().next()).isEmpty();
  }

  @Test
  void headersCountInTheAnswer() {
    append(100, 8 << 10, 32 << 10);
    CompletableFuture<BrowsedMessages> found = walk(request("", 100, 8 << 10, 64 << 20), 60_000);
    reply(100, 100);
    // 24 KiB of each go into 2 MiB.
    assertThat(join(found).messages()).hasSize(86);
    assertThat(found.join().end()).isEqualTo(End.BUDGET_SPENT);
    assertThat(found.join().messages().get(0).headersAreWhole()).isFalse();
  }

  @Test
  void largeRecordsAreReadOnce_apartFromTheFirst() {
    append(10, 1 << 20, 0);
    CompletableFuture<BrowsedMessages> found = walk(request("", 100, 0, 64 << 20), 60_000);
    reply(10, 10);
    assertThat(join(found).messages()).hasSize(10);
    // Parts of 8, 4 and 2 were too large.
    assertThat(found.join().bytesRead()).isEqualTo((10 + 3 * 2) << 20);
  }

  @Test
  void whatCanBeRewoundIsLookedForFromWhereARewindBegins() {
    append(100, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(rewindable(false), 60_000);
    replyDeleted(LongStream.range(0, 50).boxed().toList(), 70, 50);
    await().until(() -> commands.history().size() == 2);
    assertThat(asked(1).from()).isEqualTo(70);
    replyDeleted(List.of(70L, 71L), 70, 100);
    assertThat(join(found).messages())
        .extracting(one -> one.id().offset())
        .containsExactly(70L, 71L);
    assertThat(found.join().bytesRead()).isEqualTo(20);
    assertThat(found.join().end()).isEqualTo(End.ALL_SEEN);
  }

  @Test
  void backwardsItEndsWhereARewindBegins() {
    append(100, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(rewindable(true), 60_000);
    replyDeleted(List.of(71L, 70L, 69L), 70, 68);
    assertThat(join(found).messages())
        .extracting(one -> one.id().offset())
        .containsExactly(71L, 70L);
    assertThat(found.join().end()).isEqualTo(End.ALL_SEEN);
  }

  @Test
  void whatIsBeforeTheRewindWindowIsNotRewindable() {
    consumer.append(KAFKA, 0, "old".getBytes(), WINDOW_MS - 1);
    consumer.append(KAFKA, 1, "new".getBytes(), WINDOW_MS);
    CompletableFuture<BrowsedMessages> found = walk(rewindable(true), 60_000);
    replyDeleted(List.of(1L, 0L), 0, -1);
    assertThat(join(found).messages()).extracting(one -> one.id().offset()).containsExactly(1L);
  }

  @Test
  void besideAnotherStateManyAreAskedFor_sinceTheMachineCountsWhatIsNotRewindableToo() {
    append(100, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(rewindableOrVisible(), 60_000);
    assertThat(asked(0).max()).isEqualTo(QueueCommand.Browse.MAX_BROWSED);
    replyDeleted(LongStream.range(0, 100).boxed().toList(), 70, 100);
    assertThat(join(found).messages())
        .extracting(one -> one.id().offset())
        .containsExactlyElementsOf(LongStream.range(70, 90).boxed().toList());
    assertThat(found.join().next()).contains(new BrowsePosition(0, 90, 0));
  }

  @Test
  void whatIsDeletedIsNotReadInAQueueWithoutRewind() {
    append(11, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(rewindableOrVisible(), Long.MAX_VALUE, 60_000);
    List<MessageStatus> seen =
        new ArrayList<>(in(MessageState.DELETED, LongStream.range(0, 10).boxed().toList()));
    seen.addAll(in(MessageState.VISIBLE, List.of(10L)));
    reply(new Reply.Browsed(0, 11, 0, 1_000, seen, 11));
    assertThat(join(found).messages()).extracting(one -> one.id().offset()).containsExactly(10L);
    assertThat(found.join().bytesRead()).isEqualTo(10);
  }

  @Test
  void nothingIsRewindableInAQueueWithoutRewind_whichOneQuestionTells() {
    append(100, 10, 0);
    CompletableFuture<BrowsedMessages> found = walk(rewindable(true), Long.MAX_VALUE, 60_000);
    replyDeleted(LongStream.range(50, 100).boxed().toList(), 0, 49);
    assertThat(join(found).messages()).isEmpty();
    assertThat(found.join().end()).isEqualTo(End.ALL_SEEN);
    assertThat(found.join().bytesRead()).isZero();
  }

  @Test
  void whatASearchHoldsIsFreeAtItsEnd_andNotWhenNobodyWaitsForItAnyMore() {
    ByteBudget budget = new ByteBudget(64 << 20);
    CompletableFuture<BrowsedMessages> found = browsing(budget, 50).browse(QUEUE, any());
    assertThat(found)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.UNAVAILABLE));
    assertThat(budget.held()).isEqualTo(Walk.mostHeld(any()));
    reply(0, 0);
    assertThat(budget.held()).isZero();
  }

  @Test
  void whatASearchHoldsIsFreeWhenItHasFailed() {
    ByteBudget budget = new ByteBudget(64 << 20);
    CompletableFuture<BrowsedMessages> found = browsing(budget, TIMEOUT_MS).browse(QUEUE, any());
    found.cancel(true);
    assertThat(budget.held()).isPositive();
    pending.complete(Fixtures.questions(commands).get(0).origin().request(), refused());
    assertThat(budget.held()).isZero();
  }

  @Test
  void looksOnlyWhenAllKnowHowTo() {
    assertThat(new QueueCommand.Browse(0, false, EnumSet.of(MessageState.DEAD), 1).since())
        .isEqualTo(Rules.THIRD);
  }

  private static Reply refused() {
    return new Reply.Refused(Refusal.UNAVAILABLE);
  }

  private Browsing browsing(ByteBudget budget, long timeoutMs) {
    PartitionRequests requests = new PartitionRequests(log, timeoutMs);
    return new Browsing(requests, null, records, null, () -> Rules.NEWEST, budget, log, id -> id);
  }

  /** Deleted messages that a rewind can bring back, from some offset on. */
  private static BrowseRequest rewindable(boolean backwards) {
    return new BrowseRequest(
        new BrowsePosition(0, backwards ? 99 : 0, 0),
        backwards,
        false,
        EnumSet.of(MessageState.DELETED),
        true,
        new byte[0],
        20,
        100,
        1 << 20);
  }

  private static BrowseRequest rewindableOrVisible() {
    return new BrowseRequest(
        BrowsePosition.edge(0, 0),
        false,
        false,
        EnumSet.of(MessageState.DELETED, MessageState.VISIBLE),
        true,
        new byte[0],
        20,
        100,
        1 << 20);
  }

  private CompletableFuture<BrowsedMessages> walk(BrowseRequest request, long forMs) {
    return walk(request, WINDOW_MS, forMs);
  }

  private CompletableFuture<BrowsedMessages> walk(
      BrowseRequest request, long rewindFromMs, long forMs) {
    records.start();
    PartitionRequests requests = new PartitionRequests(log, TIMEOUT_MS);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMs);
    return new Walk(requests, null, records, QUEUE, request, rewindFromMs, deadline).start();
  }

  private static BrowseRequest any() {
    return request("", 20, 100, 1 << 20);
  }

  private static BrowseRequest request(String text, int max, int bodyBytes, long maxBytesRead) {
    return new BrowseRequest(
        BrowsePosition.edge(0, 0),
        false,
        false,
        EnumSet.allOf(MessageState.class),
        false,
        text.getBytes(),
        max,
        bodyBytes,
        maxBytesRead);
  }

  private void append(int count, int valueBytes, int headerBytes) {
    for (int offset = 0; offset < count; offset++) {
      RecordHeaders headers = new RecordHeaders();
      if (headerBytes > 0) {
        headers.add("h", new byte[headerBytes]);
      }
      consumer.append(KAFKA, offset, new byte[valueBytes], WINDOW_MS, headers);
    }
  }

  private void reply(int messages, long end) {
    reply(messages, end, end);
  }

  private void reply(int messages, long end, long next) {
    reply(LongStream.range(0, messages).boxed().toList(), end, next);
  }

  private void reply(List<Long> offsets, long end, long next) {
    reply(new Reply.Browsed(0, end, 0, 1_000, in(MessageState.VISIBLE, offsets), next));
  }

  private void replyDeleted(List<Long> offsets, long rewindTo, long next) {
    reply(new Reply.Browsed(0, 100, rewindTo, 1_000, in(MessageState.DELETED, offsets), next));
  }

  private static List<MessageStatus> in(MessageState state, List<Long> offsets) {
    return offsets.stream().map(offset -> new MessageStatus(offset, state, 0, 0, 0)).toList();
  }

  /** To what was asked last. */
  private void reply(Reply reply) {
    int asked = commands.history().size() - 1;
    pending.complete(Fixtures.questions(commands).get(asked).origin().request(), reply);
  }

  private QueueCommand.Browse asked(int question) {
    return (QueueCommand.Browse) Fixtures.questions(commands).get(question).command();
  }

  private static BrowsedMessages join(CompletableFuture<BrowsedMessages> found) {
    assertThat(found).succeedsWithin(Duration.ofSeconds(30));
    return found.join();
  }
}
