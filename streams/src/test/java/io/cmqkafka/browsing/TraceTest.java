package io.cmqkafka.browsing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.MessageTrace;
import io.cmqkafka.MessageTrace.Effect;
import io.cmqkafka.MessageTrace.Kind;
import io.cmqkafka.TracePosition;
import io.cmqkafka.TracePosition.Past;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.config.Replication;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueCommand.Arrived;
import io.cmqkafka.queue.QueueCommand.Clear;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final QueuePartition TARGET = new QueuePartition(QUEUE.id(), 0);
  private static final TopicPartition KAFKA = new TopicPartition(QUEUE.kafkaTopic(), 0);
  private static final TopicPartition COMMANDS = new TopicPartition(Fixtures.COMMANDS, 0);
  private static final long APPENDED_MS = 100_000;

  private final MockProducer<byte[], byte[]> commands = Fixtures.producer(true);
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final LogConsumer consumer = new LogConsumer();
  private final RecordReader records = new RecordReader(consumer, TIMEOUT_MS);
  private final FakeAdmin admin = new FakeAdmin();
  private final ByteBudget budget = new ByteBudget(64 << 20);
  private final Browsing browsing =
      new Browsing(
          new PartitionRequests(
              new CommandLog(commands, Fixtures.COMMANDS, 1, pending, new LogClock(), TIMEOUT_MS),
              TIMEOUT_MS),
          new QueueTopics(admin.admin(), new Replication((short) 1, 1)),
          records,
          null,
          () -> Rules.NEWEST,
          budget,
          new CommandLog(commands, Fixtures.COMMANDS, 1, pending, new LogClock(), TIMEOUT_MS),
          id -> id);

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void readsFromTheAppendOn_whatIsAboutTheQueuePartition() {
    message();
    command(0, 1_000, TARGET, new Clear());
    command(1, APPENDED_MS, TARGET, arrived());
    command(2, APPENDED_MS + 1, new QueuePartition(QUEUE.id(), 1), new Clear());
    command(3, APPENDED_MS + 2, new QueuePartition("other", 0), new Clear());
    consumer.append(record(4, APPENDED_MS + 3, QUEUE.id(), "no command"));
    consumer.append(record(5, APPENDED_MS + 4, QUEUE.id(), null));
    command(7, APPENDED_MS + 7, TARGET, new Clear());
    logBegins(1);
    MessageTrace trace = trace(Optional.empty(), 1_000);
    assertThat(trace.events())
        .extracting(event -> event.kind() + " " + event.offset() + " " + event.atMs())
        .containsExactly("ARRIVED 1 100000", "CLEAR 7 100007");
    assertThat(trace.events()).extracting(MessageTrace.Event::instanceId).containsOnly("asker");
    assertThat(trace.recordsRead()).isEqualTo(6);
    assertThat(trace.next()).isEmpty();
    assertThat(trace.reachesBack()).isTrue();
    assertThat(trace.keptSinceMs()).isEmpty();
    assertThat(trace.appendedMs()).isEqualTo(OptionalLong.of(APPENDED_MS));
    assertThat(trace.status()).contains(status());
    assertThat(trace.nowMs()).isEqualTo(APPENDED_MS + 9);
    assertThat(trace.commandsTopic()).isEqualTo(Fixtures.COMMANDS);
    assertThat(budget.held()).isZero();
  }

  @Test
  void readsWhatTicksTellOfTheQueuePartition() {
    message();
    command(0, APPENDED_MS, TARGET, arrived());
    EndedDelivery ended =
        new EndedDelivery(new Lease(5, 1, APPENDED_MS + 9), APPENDED_MS + 9, false);
    tick(1, TARGET, ended);
    tick(2, new QueuePartition(QUEUE.id(), 1), ended);
    consumer.append(record(3, APPENDED_MS + 9, QUEUE.id(), "{\"command\":\"Tick\"}"));
    logBegins(0);
    assertThat(trace(Optional.empty(), 1_000).events())
        .extracting(event -> event.kind() + " " + event.offset())
        .containsExactly("ARRIVED 0", "LAPSE 1");
  }

  private void tick(long offset, QueuePartition queue, EndedDelivery ended) {
    LoggedCommand told =
        new LoggedCommand.Tick(Optional.of(new LoggedCommand.Ended(queue, List.of(ended))));
    consumer.append(
        record(offset, APPENDED_MS + 9, QUEUE.id(), new String(CommandJson.encode(told), UTF_8)));
  }

  @Test
  void stopsAtItsBudget_andGoesOn() {
    message();
    for (int offset = 0; offset < 600; offset++) {
      command(offset, APPENDED_MS + offset, TARGET, offset == 0 ? arrived() : new Clear());
    }
    logBegins(0);
    MessageTrace first = trace(Optional.empty(), 3);
    assertThat(first.recordsRead()).isEqualTo(3);
    assertThat(first.events()).hasSize(3);
    assertThat(first.next())
        .contains(
            new TracePosition(
                3, Optional.of(new Past(APPENDED_MS, -1, APPENDED_MS + 2, List.of()))));
    // More events than one answer may have.
    MessageTrace second = trace(first.next(), 50_000);
    assertThat(second.events()).hasSize(500);
    assertThat(second.events().get(0).offset()).isEqualTo(3);
    assertThat(second.next()).map(TracePosition::offset).contains(503L);
  }

  @Test
  void oneCommandMayTellMoreThanAnAnswerHas_whichEndsBehindItAllTheSame() {
    message();
    command(0, APPENDED_MS, TARGET, arrived());
    for (int offset = 1; offset < 499; offset++) {
      command(offset, APPENDED_MS + offset, TARGET, new Clear());
    }
    List<Lease> leases = List.of(new Lease(5, 1, 1), new Lease(5, 2, 2));
    command(499, APPENDED_MS + 499, TARGET, new QueueCommand.Delete(leases));
    command(500, APPENDED_MS + 500, TARGET, new Clear());
    logBegins(0);
    MessageTrace trace = trace(Optional.empty(), 50_000);
    assertThat(trace.events()).hasSize(501);
    assertThat(trace.next()).map(TracePosition::offset).contains(500L);
  }

  @Test
  void readsTurnAfterTurn() {
    message();
    for (int offset = 0; offset < 6_000; offset++) {
      command(offset, APPENDED_MS, new QueuePartition("other", 0), new Clear());
    }
    command(6_000, APPENDED_MS, TARGET, arrived());
    logBegins(0);
    MessageTrace trace = trace(Optional.empty(), 100_000);
    assertThat(trace.recordsRead()).isEqualTo(6_001);
    assertThat(trace.events()).hasSize(1);
    MessageTrace part = trace(Optional.empty(), 6_000);
    assertThat(part.events()).isEmpty();
    assertThat(part.next()).map(TracePosition::offset).contains(6_000L);
  }

  @Test
  void saysSinceWhenTheLogIsKept_ifItDoesNotReachBack() {
    message();
    command(8, APPENDED_MS + 8, TARGET, new Clear());
    consumer.begin(COMMANDS, 8);
    logBegins(8);
    MessageTrace trace = trace(Optional.empty(), 1_000);
    assertThat(trace.reachesBack()).isFalse();
    assertThat(trace.keptSinceMs()).isEqualTo(OptionalLong.of(APPENDED_MS + 8));
    assertThat(trace.events()).hasSize(1);

    // What it was to go on from is gone.
    assertThat(trace(Optional.of(new TracePosition(7, Optional.of(Past.NOTHING))), 9).reachesBack())
        .isFalse();
    assertThat(trace(Optional.of(new TracePosition(8, Optional.of(Past.NOTHING))), 9).reachesBack())
        .isTrue();
  }

  /** Its producer's clock was an hour ahead. */
  @Test
  void aTimeThatTheProducerGaveDoesNotSayWhereTheHistoryBegins() {
    message(APPENDED_MS + 3_600_000, TimestampType.CREATE_TIME);
    command(8, APPENDED_MS, TARGET, arrived());
    command(9, APPENDED_MS + 1, TARGET, new Clear());
    consumer.begin(COMMANDS, 8);
    logBegins(-1);
    MessageTrace trace = trace(Optional.empty(), 1_000);
    assertThat(trace.events())
        .extracting(MessageTrace.Event::kind)
        .containsExactly(Kind.ARRIVED, Kind.CLEAR);
    assertThat(trace.events().get(0).effect()).isEqualTo(Effect.UNKNOWN);
    // The append may have come before, or not.
    assertThat(trace.reachesBack()).isFalse();
    assertThat(trace.keptSinceMs()).isEqualTo(OptionalLong.of(APPENDED_MS));
    assertThat(trace.appendedMs()).isEqualTo(OptionalLong.of(APPENDED_MS + 3_600_000));
  }

  @Test
  void aLogThatHasAllItEverHadReachesBack_whateverTimeTheProducerGave() {
    message(APPENDED_MS + 3_600_000, TimestampType.CREATE_TIME);
    command(0, APPENDED_MS, TARGET, arrived());
    logBegins(-1);
    MessageTrace trace = trace(Optional.empty(), 1_000);
    assertThat(trace.events()).extracting(MessageTrace.Event::effect).containsExactly(Effect.DONE);
    assertThat(trace.reachesBack()).isTrue();
    assertThat(trace.keptSinceMs()).isEmpty();
  }

  @Test
  void aLogWithoutCommandsDoesNotReachBack_andOneWithOldOnesAloneDoes() {
    message();
    consumer.begin(COMMANDS, 8);
    logBegins(-1);
    MessageTrace nothing = trace(Optional.empty(), 1_000);
    assertThat(nothing.reachesBack()).isFalse();
    assertThat(nothing.keptSinceMs()).isEmpty();
    assertThat(nothing.events()).isEmpty();
    command(8, 1_000, TARGET, new Clear());
    assertThat(trace(Optional.empty(), 1_000).reachesBack()).isTrue();
  }

  @Test
  void ofAMessageThatKafkaHasNoMoreItReadsTheWholeLog() {
    command(0, APPENDED_MS, TARGET, arrived());
    command(1, APPENDED_MS + 1, TARGET, new QueueCommand.Trim(6));
    CompletableFuture<MessageTrace> asked = ask(Optional.empty(), 1_000);
    reply(new Reply.Browsed(6, 9, 0, APPENDED_MS + 9, List.of(), 6));
    MessageTrace trace = join(asked);
    assertThat(trace.status()).isEmpty();
    assertThat(trace.appendedMs()).isEmpty();
    assertThat(trace.events())
        .extracting(MessageTrace.Event::kind)
        .containsExactly(Kind.ARRIVED, Kind.TRIM);
    assertThat(admin.asked).isEmpty();
  }

  @Test
  void aMessageThatNeverWasIsRefused() {
    CompletableFuture<MessageTrace> asked = ask(Optional.empty(), 1_000);
    reply(new Reply.Browsed(0, 5, 0, APPENDED_MS, List.of(), 5));
    assertThat(asked)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_SUCH_MESSAGE));
    assertThat(budget.held()).isZero();
  }

  private void message() {
    message(APPENDED_MS, TimestampType.LOG_APPEND_TIME);
  }

  private void message(long timestamp, TimestampType type) {
    consumer.append(
        LogConsumer.record(
            KAFKA, 5, null, "body".getBytes(UTF_8), timestamp, type, new RecordHeaders()));
  }

  /** Kafka says that this is the first command since the append. */
  private void logBegins(long offset) {
    admin.answer(partition -> FakeAdmin.found(offset, APPENDED_MS));
  }

  private static Arrived arrived() {
    return new Arrived(5, 6, List.of(), List.of());
  }

  private void command(long offset, long timestamp, QueuePartition target, QueueCommand command) {
    LoggedCommand logged = new LoggedCommand.ForQueue(target, new Origin("asker", 1), command);
    consumer.append(
        record(offset, timestamp, target.queueId(), new String(CommandJson.encode(logged), UTF_8)));
  }

  private static org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> record(
      long offset, long timestamp, String key, String value) {
    return LogConsumer.record(
        COMMANDS,
        offset,
        key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        timestamp,
        new RecordHeaders());
  }

  private MessageTrace trace(Optional<TracePosition> from, int maxRecords) {
    CompletableFuture<MessageTrace> asked = ask(from, maxRecords);
    reply(new Reply.Browsed(0, 9, 0, APPENDED_MS + 9, List.of(status()), 6));
    return join(asked);
  }

  private static MessageStatus status() {
    return new MessageStatus(5, MessageState.VISIBLE, 0, 0, 0);
  }

  private boolean isStarted;

  private CompletableFuture<MessageTrace> ask(Optional<TracePosition> from, int maxRecords) {
    if (!isStarted) {
      records.start();
      isStarted = true;
    }
    return browsing.trace(QUEUE, new MessageId(0, 5), from, maxRecords);
  }

  /** To what was asked last. */
  private void reply(Reply reply) {
    int asked = commands.history().size() - 1;
    pending.complete(Fixtures.questions(commands).get(asked).origin().request(), reply);
  }

  private static MessageTrace join(CompletableFuture<MessageTrace> trace) {
    assertThat(trace).succeedsWithin(Duration.ofSeconds(30));
    return trace.join();
  }
}
