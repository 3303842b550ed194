package io.cmqkafka.facade;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.cmqkafka.OncePerMinute;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Marker;

/**
 * Bounds what libraries log, whatever clients or an operator's slip lead them into: the same text
 * of a library is logged once a minute, and all texts of libraries together once a second. Numbers
 * in a text do not make it another one. The program's own lines are not touched: each has a bound
 * of its own, where it is written.
 *
 * <p>Errors that a library logs are bounded by the minute, not by the second: another error is
 * never kept back.
 */
public final class SeldomForeign extends TurboFilter {
  private static final List<String> LIBRARIES =
      List.of("org.apache.kafka", "kafka.", "state.change.", "org.eclipse.jetty", "io.javalin");

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longer texts are told apart by their beginning. */
  private static final int MAX_KEY = 160;

  private final OncePerMinute texts = new OncePerMinute();
  private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable t) {
    // Also called to ask whether a level is on, without a text.
    if (format == null
        || !level.isGreaterOrEqual(Level.WARN)
        || !level.isGreaterOrEqual(logger.getEffectiveLevel())
        || LIBRARIES.stream().noneMatch(logger.getName()::startsWith)) {
      return FilterReply.NEUTRAL;
    }
    String key = logger.getName() + ' ' + withoutNumbers(format);
    boolean isDue =
        level.isGreaterOrEqual(Level.ERROR) ? texts.isDue(key) : isSecondOver() && texts.isDue(key);
    return isDue ? FilterReply.NEUTRAL : FilterReply.DENY;
  }

  private boolean isSecondOver() {
    long now = System.nanoTime();
    long due = nextWarning.get();
    return now - due >= 0 && nextWarning.compareAndSet(due, now + SECOND_NANOS);
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
