package io.cmqkafka.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.command.ReplyRouter;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Asking for a topic's partitions is what makes a producer remember it. */
class KeepKnownTest {
  private final List<String> askedFor = new ArrayList<>();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
          askedFor.add(topic);
          return List.of();
        }
      };
  private final PendingReplies pending = new PendingReplies("me", 10);

  @Test
  void repliesCommandsAndPublicationsAreAskedFor_andNothingIsWritten() {
    new ReplyRouter("me", pending, producer, "cmq.replies", 1, queue -> null).keepKnown();
    new CommandLog(producer, Fixtures.COMMANDS, 1, pending, new LogClock(), 1_000).keepKnown();
    new PublicationLog(producer, "cmq.publications", 1, new ByteBudget(1)).keepKnown();
    assertThat(askedFor).containsExactly("cmq.replies", Fixtures.COMMANDS, "cmq.publications");
    assertThat(producer.history()).isEmpty();
  }
}
