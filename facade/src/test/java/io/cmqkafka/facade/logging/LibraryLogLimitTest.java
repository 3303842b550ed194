package io.cmqkafka.facade.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the program's own logging configuration lets through of what libraries repeat. */
class LibraryLogLimitTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void configure() throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LibraryLogLimitTest.class.getResource("/logback.xml"));
    Logger root = context.getLogger("ROOT");
    root.detachAndStopAllAppenders();
    lines.setContext(context);
    lines.start();
    root.addAppender(lines);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void aLibraryThatRepeatsItself_isHeardOnce_whateverTheNumbersInItsText() {
    Logger producer = context.getLogger("org.apache.kafka.clients.producer.internals.Sender");
    for (int i = 0; i < 1_000; i++) {
      producer.warn(
          "[Producer clientId=x-" + i + "] Got error produce response with correlation id {}", i);
    }
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void whatTheProgramEndsForWithASentenceIsNotToldByLibraries() {
    Logger streams = context.getLogger("org.apache.kafka.streams.KafkaStreams");
    UnknownRulesException unknown =
        catchThrowableOfType(
            UnknownRulesException.class, () -> new Rules(99).mustBeKnown(Rules.NEWEST));
    RuntimeException failure = new StreamsException("Exception caught in process", unknown);
    streams.error("Replacing thread", failure);
    streams.error("Exception caught, taskId: {}", "0_0", failure);
    streams.error("Exception caught, taskId: {}, topic: {}", "0_0", "t", failure);
    assertThat(lines.list).isEmpty();
    streams.error("Replacing thread", new StreamsException("another"));
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void manyTextsOfLibrariesAreOneLineASecond_andErrorsAllHeardOnce() {
    Logger metadata = context.getLogger("org.apache.kafka.clients.Metadata");
    long start = System.nanoTime();
    for (char topic = 'a'; topic <= 'z'; topic++) {
      metadata.warn("Received unknown topic " + topic);
      metadata.error("Broken topic " + topic);
      metadata.error("Broken topic " + topic);
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    List<String> heard = lines.list.stream().map(ILoggingEvent::getMessage).toList();
    assertThat(heard).filteredOn(text -> text.startsWith("Broken")).hasSize(26);
    assertThat(heard)
        .filteredOn(text -> text.startsWith("Received"))
        .hasSizeBetween(1, (int) seconds + 1);
  }

  @Test
  void aTextThatIsRepeatedAllTheTimeKeepsNoOtherOneBack() {
    Logger metadata = context.getLogger("org.apache.kafka.clients.Metadata");
    metadata.warn("the same again");
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              metadata.warn("the same again");
              metadata.warn("something new");
              return lines.list.size() == 2;
            });
    assertThat(lines.list.get(1).getMessage()).isEqualTo("something new");
  }

  @Test
  void theProgramsOwnLinesAreNotTouched() {
    Logger own = context.getLogger("io.cmqkafka.arrival.Arrivals");
    own.warn("queue {} cannot go on yet", "orders");
    own.warn("queue {} cannot go on yet", "mails");
    assertThat(lines.list).hasSize(2);
  }
}
