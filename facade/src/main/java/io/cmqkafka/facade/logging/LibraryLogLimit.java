package io.cmqkafka.facade.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.UnknownRulesException;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds the log lines of libraries, which clients or an operator's slip could make many. The same
 * text of a library is logged once a minute, and all texts of libraries together once a second.
 * Numbers in a text do not make it another one. The program's own lines are not touched: each has a
 * bound of its own, where it is written.
 *
 * <p>Errors that a library logs come in bursts, of which each tells something else: 30 of them may
 * come at once.
 */
public final class LibraryLogLimit extends TurboFilter {
  private static final List<String> LIBRARIES =
      List.of("org.apache.kafka", "kafka.", "state.change.", "org.eclipse.jetty", "io.javalin");

  /** Longer texts are told apart by their beginning. */
  private static final int MAX_KEY = 160;

  private static final int MAX_CAUSES = 16;

  private final LogLimit warnings = new LogLimit();

  private final LogLimit errors = new LogLimit(30);

  /**
   * Silences the libraries from now on. For a start that a signal interrupts: libraries report such
   * an end as failures of all kinds.
   */
  public static void silence() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LIBRARIES.forEach(library -> context.getLogger(library.replaceFirst("\\.$", "")));
      context.getLoggerList().stream()
          .filter(logger -> isOfALibrary(logger.getName() + '.'))
          .forEach(logger -> logger.setLevel(Level.OFF));
    }
  }

  private static boolean isOfALibrary(String name) {
    return LIBRARIES.stream().anyMatch(name::startsWith);
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
    // Also called to ask whether a level is on, without a text.
    if (format == null
        || !level.isGreaterOrEqual(Level.WARN)
        || !level.isGreaterOrEqual(logger.getEffectiveLevel())
        || !isOfALibrary(logger.getName())) {
      return FilterReply.NEUTRAL;
    }
    if (isToldByTheProgram(t != null ? t : last(params))) {
      return FilterReply.DENY;
    }
    String key = logger.getName() + ' ' + withoutNumbers(format);
    LogLimit due = level.isGreaterOrEqual(Level.ERROR) ? errors : warnings;
    return due.isDue(key) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  /** The failure, which is last among what a text is filled with. */
  private static Throwable last(Object[] params) {
    return params != null
            && params.length > 0
            && params[params.length - 1] instanceof Throwable failure
        ? failure
        : null;
  }

  /** The program ends with one sentence about it, to which traces add nothing. */
  private static boolean isToldByTheProgram(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof UnknownRulesException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static String withoutNumbers(String format) {
    StringBuilder text = new StringBuilder(Math.min(format.length(), MAX_KEY));
    format
        .chars()
        .filter(c -> c < '0' || c > '9')
        .limit(MAX_KEY)
        .forEach(c -> text.append((char) c));
    return text.toString();
  }
}
