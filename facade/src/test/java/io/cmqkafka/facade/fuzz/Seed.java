package io.cmqkafka.facade.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An input as a text file keeps it: what is printable ASCII stands for itself, a line's end is a
 * line feed, any other byte is {@code \xNN}, and the file's last line feed does not count.
 */
final class Seed {
  private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

  private Seed() {}

  static byte[] bytes(String text) {
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return ESCAPE
        .matcher(whole)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(escape.group(1), 16))))
        .getBytes(ISO_8859_1);
  }

  static String text(byte[] input) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < input.length; i++) {
      int b = input[i] & 0xff;
      boolean looksEscaped = b == '\\' && i + 1 < input.length && input[i + 1] == 'x';
      if (b == '\n' || b >= ' ' && b <= '~' && !looksEscaped) {
        text.write(b);
      } else {
        text.writeBytes("\\x%02x".formatted(b).getBytes(ISO_8859_1));
      }
    }
    return text.toString(ISO_8859_1) + "\n";
  }
}
