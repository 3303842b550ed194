package io.cmqkafka.facade.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a setting's text is read.
 *
 * @param range completes "must be ..."
 * @param parser throws IllegalArgumentException for what is not in the range
 */
record Format<T>(String range, Function<String, T> parser) {
  private static final Pattern BYTES = Pattern.compile("(\\d{1,18})([kmg]?)");
  private static final Pattern HEAP_SHARE = Pattern.compile("heap/([1-9]\\d{0,3})");

  static Format<Integer> integer(int min, int max) {
    return new Format<>(
        "a whole number from " + min + " to " + max,
        text -> (int) within(Long.parseLong(text), min, max));
  }

  static Format<Duration> millis(int min, int max) {
    Format<Integer> number = integer(min, max);
    return new Format<>(number.range, text -> Duration.ofMillis(number.parser.apply(text)));
  }

  /** Plain numbers, numbers with a suffix, and shares of the heap. */
  static Format<Long> bytes(long min, long heap) {
    return new Format<>(
        "a number of bytes from "
            + min
            + " to the size of the heap, such as 1048576, 64m (suffixes k, m, g) or heap/8",
        text -> within(bytes(text.toLowerCase(Locale.ROOT), heap), min, heap));
  }

  static Format<HostPort> listen() {
    return new Format<>(
        "HOST:PORT ([HOST]:PORT for IPv6) with a port from 0 to 65535, 0 for any free one",
        HostPort::parse);
  }

  static Format<String> servers() {
    return new Format<>(
        "HOST:PORT[,HOST:PORT...] with ports from 1 to 65535",
        text -> {
          List<HostPort> servers = Arrays.stream(text.split(",")).map(HostPort::parse).toList();
          servers.forEach(server -> within(server.port(), 1, 65_535));
          return String.join(",", servers.stream().map(HostPort::toString).toList());
        });
  }

  /** Entries separated by commas, without the blanks around them; their user checks each. */
  static Format<List<String>> list(String range) {
    return new Format<>(
        range,
        text ->
            Arrays.stream(text.split(",")).map(String::strip).filter(e -> !e.isEmpty()).toList());
  }

  /** Entries separated by semicolons; their user checks each. */
  static Format<List<String>> rules() {
    return new Format<>(
        "rules of a credentials file without the word allow, separated by semicolons",
        text -> Arrays.stream(text.split(";")).map(String::strip).toList());
  }

  static Format<String> matching(String regex, String range) {
    Pattern pattern = Pattern.compile(regex);
    return new Format<>(
        range,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  static Format<Boolean> onOrOff() {
    Format<String> word = matching("on|off", "on or off");
    return new Format<>(word.range, text -> word.parser.apply(text).equals("on"));
  }

  static Format<Path> path() {
    return new Format<>("a path", Path::of);
  }

  static Format<Pattern> pattern() {
    return new Format<>("a regular expression (Java's)", Pattern::compile);
  }

  static Format<String> text() {
    return new Format<>("text", text -> text);
  }

  private static long bytes(String text, long heap) {
    Matcher share = HEAP_SHARE.matcher(text);
    if (share.matches()) {
      return heap / Long.parseLong(share.group(1));
    }
    Matcher number = BYTES.matcher(text);
    if (!number.matches()) {
      throw new IllegalArgumentException(text);
    }
    int shift = 10 * ("kmg".indexOf(number.group(2)) + 1);
    long unit = number.group(2).isEmpty() ? 1 : 1L << shift;
    return Math.multiplyExact(Long.parseLong(number.group(1)), unit);
  }

  private static long within(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(value + " is not within " + min + " to " + max);
    }
    return value;
  }
}
