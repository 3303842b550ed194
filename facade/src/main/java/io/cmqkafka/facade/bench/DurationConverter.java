package io.cmqkafka.facade.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads times such as 500ms, 10s, 2m or 1h; 10 days at most. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  @Override
  public Duration convert(String value) {
    Matcher time = TIME.matcher(value);
    if (!time.matches()) {
      throw new TypeConversionException("'" + value + "' is no time such as 500ms, 10s or 2m");
    }
    long number = Long.parseLong(time.group(1));
    Duration duration =
        switch (time.group(2) == null ? "s" : time.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        };
    if (duration.compareTo(Duration.ofDays(10)) > 0) {
      throw new TypeConversionException("'" + value + "' is more than 10 days");
    }
    return duration;
  }
}
