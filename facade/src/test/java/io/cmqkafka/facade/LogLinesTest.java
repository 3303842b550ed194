package io.cmqkafka.facade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program's own logging configuration makes of hostile text. */
class LogLinesTest {
  private final LoggerContext context = new LoggerContext();
  private PatternLayoutEncoder encoder;

  @BeforeEach
  void configure() throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogLinesTest.class.getResource("/logback.xml"));
    Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender("stderr");
    encoder = (PatternLayoutEncoder) ((ConsoleAppender<ILoggingEvent>) appender).getEncoder();
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\r\nb",
        "a\rb",
        "a\u001b[2Jb",
        "a\u0007\bb",
        "a\u0000b",
        "a\u0085b",
        "a\u009bb",
        "a\u2028b",
        "a\u2029b",
        "a\u202eb",
        "a\u200bb",
        "a\ud800b"
      })
  void noTextMakesAnotherLineOrMovesTheCursor(String hostile) {
    assertOneLine(line(hostile, null));
    assertOneLine(line("x", new IllegalStateException(hostile, new RuntimeException(hostile))));
  }

  @Test
  void ordinaryTextIsLeftAsItIs() {
    assertThat(line("queue 订单 läuft 😀 {} %n %msg $1 \\", null))
        .endsWith("Some: queue 订单 läuft 😀 {} %n %msg $1 \\ " + System.lineSeparator());
  }

  private static void assertOneLine(String line) {
    assertThat(line).endsWith(System.lineSeparator());
    String text = line.substring(0, line.length() - System.lineSeparator().length());
    assertThat(text).contains("Some: ").doesNotContainPattern("[\\p{C}\u2028\u2029]");
  }

  private String line(String message, Throwable failure) {
    LoggingEvent event =
        new LoggingEvent(
            getClass().getName(),
            context.getLogger("some.Some"),
            Level.ERROR,
            message,
            failure,
            null);
    return new String(encoder.encode(event), UTF_8);
  }
}
