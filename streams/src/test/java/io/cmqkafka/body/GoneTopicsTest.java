package io.cmqkafka.body;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.testing.Fixtures;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class GoneTopicsTest {
  private final QueueDefinition orders = Fixtures.queue("orders", 0, 0);
  private final QueueDefinition mails = Fixtures.queue("mails", 0);
  private final List<QueueDefinition> queues = List.of(orders, mails);
  private final Map<String, String> there = new HashMap<>();
  private final List<String> forgotten = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private int asked;
  private final GoneTopics gone =
      new GoneTopics(
          () -> {
            asked++;
            return CompletableFuture.completedFuture(Map.copyOf(there));
          },
          forgotten::add,
          meters,
          1_000,
          new LogLimit());

  @BeforeEach
  void listen() {
    queues.forEach(queue -> there.put(queue.kafkaTopic(), queue.topicId()));
    lines.start();
    ((Logger) LoggerFactory.getLogger(GoneTopics.class)).addAppender(lines);
  }

  @AfterEach
  void stop() {
    ((Logger) LoggerFactory.getLogger(GoneTopics.class)).detachAppender(lines);
  }

  @Test
  void whatIsThereIsNotSpokenOf_andSeldomAskedFor() throws Exception {
    look(12);
    assertThat(asked).isEqualTo(2);
    assertThat(lines.list).isEmpty();
    assertThat(forgotten).isEmpty();
    assertThat(gone.isGone(orders)).isFalse();
    assertThat(gauge()).isZero();
  }

  @Test
  void aTopicThatIsMissingOnceMayBeNew() throws Exception {
    there.remove(orders.kafkaTopic());
    look(1);
    there.put(orders.kafkaTopic(), orders.topicId());
    look(1);
    there.remove(orders.kafkaTopic());
    look(5);
    assertThat(asked).isEqualTo(3);
    assertThat(gone.isGone(orders)).isFalse();
    assertThat(lines.list).isEmpty();
    assertThat(gauge()).isZero();
  }

  @Test
  void aTopicThatIsGoneIsNamedOnceAMinute_andTheLineSaysWhatToDo() throws Exception {
    there.remove(orders.kafkaTopic());
    look(6);
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line.getFormattedMessage())
                    .contains("queue orders", "cmq.queue.orders", "2 partition(s)", "Delete"));
    assertThat(gauge()).isEqualTo(1);
    assertThat(gone.isGone(orders)).isTrue();
    assertThat(gone.isGone(mails)).isFalse();
    assertThat(forgotten).containsOnly(orders.kafkaTopic());
  }

  @Test
  void aProcessThatDoesNotTellKnowsAllTheSame() throws Exception {
    there.remove(orders.kafkaTopic());
    gone.check(() -> queues, false);
    gone.check(() -> queues, false);
    assertThat(gone.isGone(orders)).isTrue();
    assertThat(lines.list).isEmpty();
    assertThat(gauge()).isZero();
  }

  @Test
  void manyThatAreGoneAreOneLineWithTheirNumber() throws Exception {
    there.clear();
    look(4);
    assertThat(lines.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getFormattedMessage()).contains("topic: 2"));
    assertThat(gauge()).isEqualTo(2);
  }

  @Test
  void aTopicThatWasMadeAgainIsFoundAtTheNextLook_andNothingOfTheFormerOneIsKept()
      throws Exception {
    there.remove(orders.kafkaTopic());
    look(2);
    forgotten.clear();
    there.put(orders.kafkaTopic(), "another");
    look(1);
    assertThat(gone.isGone(orders)).isFalse();
    assertThat(gauge()).isZero();
    assertThat(forgotten).containsExactly(orders.kafkaTopic());
  }

  @Test
  void aTopicThatWasMadeAgainBetweenTwoLooks_isAnotherOneAllTheSame() throws Exception {
    look(1);
    there.put(orders.kafkaTopic(), "another");
    look(6);
    assertThat(forgotten).containsExactly(orders.kafkaTopic());
    look(6);
    assertThat(forgotten).hasSize(1);
    there.put(orders.kafkaTopic(), "a third");
    look(6);
    assertThat(forgotten).hasSize(2);
  }

  @Test
  void aQueueThatWasDeletedIsForgotten() throws Exception {
    there.clear();
    look(2);
    gone.check(List::of, true);
    assertThat(gone.isGone(orders)).isFalse();
    assertThat(gauge()).isZero();
  }

  private void look(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      gone.check(() -> queues, true);
    }
  }

  private double gauge() {
    return meters.get("cmq.queues.without.topic").gauge().value();
  }
}
