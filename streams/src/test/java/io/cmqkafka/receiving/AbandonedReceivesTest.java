package io.cmqkafka.receiving;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.junit.jupiter.api.Test;

class AbandonedReceivesTest {
  private static final QueuePartition ORDERS = new QueuePartition("queue-orders", 0);

  private final MockProducer<byte[], byte[]> producer = Fixtures.producer(true);
  private final AbandonedReceives waits =
      new AbandonedReceives(
          "dead"::equals,
          new CommandLog(
              producer, Fixtures.COMMANDS, 1, new PendingReplies("me", 10), new LogClock(), 1_000));

  @Test
  void whatWaitsForAProcessThatIsGoneIsGivenUpInItsPlace() {
    waits.review(
        3,
        Map.of(ORDERS, List.of(new Origin("me", 6), new Origin("dead", 7), new Origin("it", 8))));
    assertThat(Fixtures.commands(producer))
        .containsExactly(
            new LoggedCommand.ForQueue(ORDERS, new Origin("dead", 0), new QueueCommand.Cancel(7)));
  }

  @Test
  void howManyAreGivenUpAtOnceIsBounded() {
    List<Origin> many = new ArrayList<>();
    for (int request = 1; request <= 1_500; request++) {
      many.add(new Origin("dead", request));
    }
    waits.review(3, Map.of(ORDERS, many));
    assertThat(producer.history()).hasSize(1_000);
    assertThat(waits.parked()).isEqualTo(1_500);
    waits.closed(3);
    assertThat(waits.parked()).isZero();
  }
}
