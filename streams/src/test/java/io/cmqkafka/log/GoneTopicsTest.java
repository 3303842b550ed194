package io.cmqkafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.catalog.QueueDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GoneTopicsTest {
  private final QueueDefinition orders = Fixtures.queue("orders", 0, 0);
  private final QueueDefinition mails = Fixtures.queue("mails", 0);
  private final List<QueueDefinition> queues = List.of(orders, mails);
  private final Set<String> there =
      new HashSet<>(Set.of(orders.kafkaTopic(), mails.kafkaTopic(), "other"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final GoneTopics gone =
      new GoneTopics(() -> CompletableFuture.completedFuture(Set.copyOf(there)), meters, 1_000);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    ((Logger) LoggerFactory.getLogger(GoneTopics.class)).addAppender(lines);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(GoneTopics.class)).detachAppender(lines);
  }

  @Test
  void whatIsThereIsNotSpokenOf() throws Exception {
    gone.look(queues);
    gone.look(queues);
    assertThat(lines.list).isEmpty();
    assertThat(gauge()).isZero();
  }

  @Test
  void aTopicThatIsMissingOnceMayBeNew() throws Exception {
    there.remove(orders.kafkaTopic());
    gone.look(queues);
    there.add(orders.kafkaTopic());
    gone.look(queues);
    there.remove(orders.kafkaTopic());
    gone.look(queues);
    assertThat(lines.list).isEmpty();
    assertThat(gauge()).isZero();
  }

  @Test
  void aTopicThatIsGoneIsNamedOnceAMinute_andSaysWhatToDo() throws Exception {
    there.remove(orders.kafkaTopic());
    for (int look = 0; look < 6; look++) {
      gone.look(queues);
    }
    assertThat(lines.list)
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line.getFormattedMessage())
                    .contains("queue orders", "cmq.queue.orders", "2 partition(s)", "Delete"));
    assertThat(gauge()).isEqualTo(1);
  }

  @Test
  void manyThatAreGoneAreOneLineAndANumber() throws Exception {
    there.clear();
    for (int look = 0; look < 4; look++) {
      gone.look(queues);
    }
    assertThat(lines.list).hasSize(3);
    assertThat(gauge()).isEqualTo(2);
  }

  @Test
  void aTopicThatWasMadeAgain_orAQueueThatWasDeleted_isForgotten() throws Exception {
    there.clear();
    gone.look(queues);
    gone.look(queues);
    there.add(orders.kafkaTopic());
    gone.look(List.of(orders));
    assertThat(gauge()).isZero();
  }

  private double gauge() {
    return meters.get("cmq.queues.without.topic").gauge().value();
  }
}
