package io.cmqkafka.sending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.QueueCounts;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class QueueCounterTest {
  private static final int TIMEOUT_MS = 60_000;
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);

  private final MockProducer<byte[], byte[]> commands = producer();
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final MessageLog messages =
      new MessageLog(producer(), new BodyCache(1 << 20), new ByteBudget(1 << 20), TIMEOUT_MS);
  private final QueueCounter counter = counter();

  @Test
  void whatIsAcknowledgedAndHasNotArrivedCountsAsActive() {
    send("m0", "m1", "m2");
    CompletableFuture<QueueCounts> depth = counter.depth(QUEUE);
    // Sent later, which is not what was asked for.
    send("m3");
    reply(new Reply.Counted(0, 1, 0, 0, 0, 1));
    assertThat(depth.join())
        .extracting(QueueCounts::active, QueueCounts::inactive)
        .contains(2L, 1L);
  }

  @Test
  void whatHasArrivedIsCountedOnce() {
    send("m0", "m1");
    CompletableFuture<QueueCounts> depth = counter.depth(QUEUE);
    reply(new Reply.Counted(2, 0, 0, 0, 0, 5));
    assertThat(depth.join().active()).isEqualTo(2);
  }

  @Test
  void aMachineThatDoesNotSayWhatItKnowsIsBelieved() {
    send("m0", "m1");
    CompletableFuture<QueueCounts> depth = counter.depth(QUEUE);
    reply(new Reply.Counted(2, 0, 0, 0, 0, 0));
    assertThat(depth.join().active()).isEqualTo(2);
  }

  @Test
  void whatIsAcknowledgedCountsBeforeTheMachineHasHeardOfTheQueue() {
    send("m0", "m1");
    CompletableFuture<QueueCounts> depth = counter.depth(QUEUE);
    reply(new Reply.Counted(0, 0, 0, 0, -1, 0));
    assertThat(depth.join().active()).isEqualTo(2);
  }

  private void send(String... bodies) {
    messages
        .append(QUEUE, List.of(bodies).stream().map(body -> body.getBytes(UTF_8)).toList(), 0)
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private void reply(Reply reply) {
    LoggedCommand.ForQueue asked = decoded(commands.history().get(0));
    assertThat(asked.command()).isInstanceOf(QueueCommand.Count.class);
    pending.complete(asked.origin().request(), reply);
  }

  private static LoggedCommand.ForQueue decoded(ProducerRecord<byte[], byte[]> record) {
    try {
      return (LoggedCommand.ForQueue) CommandJson.decode(record.value());
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  private QueueCounter counter() {
    LogClock clock = new LogClock();
    CommandLog log = new CommandLog(commands, "cmq.commands", 1, pending, clock, TIMEOUT_MS);
    return new QueueCounter(null, messages, null, clock, new PartitionRequests(log, TIMEOUT_MS));
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
