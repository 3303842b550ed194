package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.junit.jupiter.api.Test;

/** Requests may take 10 s here. */
class CommandProbeTest {
  private static final int PARTITIONS = 4;

  private final AtomicLong now = new AtomicLong();
  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(false, () -> 0L);
  private final PendingReplies pending = new PendingReplies("me", 10, now::get);
  private final CommandLog log =
      new CommandLog(producer, Fixtures.COMMANDS, PARTITIONS, pending, new LogClock(), 10_000);
  private Set<Integer> owned = Set.of();
  private final CommandProbe probe = probe(10_000);

  private CommandProbe probe(long timeoutMs) {
    return new CommandProbe(log, pending, () -> owned, timeoutMs, now::get);
  }

  @Test
  void aHandOverThatIsShorterThanARequestMayTakeIsNoTrouble() {
    passSeconds(10);
    assertThat(probe.trouble()).isEmpty();
    passMs(1);
    assertThat(probe.trouble()).isPresent();
  }

  @Test
  void theFirstReplyEndsTheTrouble_whoeverAsked() {
    long request = pending.register(60_000).origin().request();
    passSeconds(11);
    assertThat(probe.trouble()).isPresent();
    pending.complete(request, new Reply.Done());
    assertThat(probe.trouble()).isEmpty();
    passSeconds(11);
    assertThat(probe.trouble()).isPresent();
  }

  @Test
  void aReplyThatComesTooLateForItsRequestIsNoEvidence() {
    long request = pending.register(1_000).origin().request();
    passSeconds(11);
    pending.refuseLate();
    pending.complete(request, new Reply.Done());
    assertThat(probe.trouble()).isPresent();
  }

  @Test
  void whereRequestsMayTakeNearlyNoTimeItStillBelievesFor5Seconds() {
    CommandProbe hasty = probe(100);
    passSeconds(5);
    assertThat(hasty.trouble()).isEmpty();
    passMs(1);
    assertThat(hasty.trouble()).isPresent();
  }

  @Test
  void whatAStartTookCountsForNothing() {
    passSeconds(200);
    assertThat(probe(10_000).trouble()).isEmpty();
  }

  @Test
  void whileThereAreRepliesItAsksNothing() {
    for (int second = 0; second < 20; second++) {
      pending.complete(pending.register(60_000).origin().request(), new Reply.Done());
      passSeconds(1);
      probe.ask();
    }
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void whenThereAreNoneItAsks_andThatIsEnough() throws Exception {
    for (int second = 0; second < 60; second++) {
      passSeconds(1);
      probe.ask();
      answerAll();
      assertThat(probe.trouble()).isEmpty();
    }
    assertThat(asked()).hasSize(30);
  }

  @Test
  void itAsksItsOwnPartitionsAndOthersInTurn() {
    owned = Set.of(3);
    quietSeconds(9);
    assertThat(asked()).containsExactly(3, 0, 3, 1, 3, 2, 3, 3);
  }

  @Test
  void whoOwnsNothingAsksOthers() {
    quietSeconds(9);
    assertThat(Set.copyOf(asked())).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void aQuestionIsWhereItIsDecidedAbout_andChangesNothing() throws Exception {
    quietSeconds(9);
    CommandPartitions partitions = new CommandPartitions(PARTITIONS);
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      LoggedCommand.ForQueue command = (LoggedCommand.ForQueue) CommandJson.decode(record.value());
      assertThat(partitions.holds(record.partition(), command)).isTrue();
      assertThat(command.command()).isEqualTo(new QueueCommand.AskEnd());
    }
  }

  @Test
  void itTellsWhetherKafkaTakesNothingOrNobodyDecides() {
    quietSeconds(11);
    assertThat(probe.trouble()).hasValue("Kafka has taken no command for 11 s");
    while (producer.errorNext(new NotEnoughReplicasException("2 of 3 are gone"))) {}
    assertThat(probe.trouble().orElseThrow())
        .startsWith("Kafka has taken no command for 11 s: ")
        .contains("2 of 3 are gone");
    passSeconds(1);
    probe.ask();
    assertThat(producer.completeNext()).isTrue();
    assertThat(probe.trouble())
        .hasValue("Kafka takes commands, and nobody has decided about them for 12 s");
  }

  private void quietSeconds(int seconds) {
    for (int second = 0; second < seconds; second++) {
      passSeconds(1);
      probe.ask();
    }
  }

  private List<Integer> asked() {
    return producer.history().stream().map(ProducerRecord::partition).toList();
  }

  private void answerAll() throws MalformedRecordException {
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      long request = CommandJson.decode(record.value()).origin().request();
      pending.complete(request, new Reply.KnownUpTo(0));
    }
  }

  private void passSeconds(long seconds) {
    passMs(1_000 * seconds);
  }

  private void passMs(long ms) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
