package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** UTF-8 as the inside of a JSON string, escaped just as Jackson does it. */
final class EscapedBody implements JsonText.Part {

  /** By ASCII character; null for what stands for itself. */
  private static final byte[][] ESCAPES = escapes();

  private final byte[] body;
  private int next;

  EscapedBody(byte[] body) {
    this.body = body;
  }

  @Override
  public long length() {
    long length = body.length;
    for (byte one : body) {
      byte[] escape = escape(one);
      length += escape == null ? 0 : escape.length - 1;
    }
    return length;
  }

  @Override
  public boolean putInto(ByteBuffer to) {
    while (next < body.length) {
      byte[] escape = escape(body[next]);
      if (escape == null) {
        int end = endOfPlain(next + to.remaining());
        to.put(body, next, end - next);
        next = end;
        if (!to.hasRemaining()) {
          return next == body.length;
        }
      } else if (to.remaining() < escape.length) {
        return false;
      } else {
        to.put(escape);
        next++;
      }
    }
    return true;
  }

  private int endOfPlain(int limit) {
    int end = next;
    int last = Math.min(limit, body.length);
    while (end < last && escape(body[end]) == null) {
      end++;
    }
    return end;
  }

  private static byte[] escape(byte one) {
    return one < 0 ? null : ESCAPES[one];
  }

  private static byte[][] escapes() {
    byte[][] escapes = new byte[128][];
    for (int c = 0; c < ' '; c++) {
      escapes[c] = "\\u%04X".formatted(c).getBytes(US_ASCII);
    }
    String plain = "\b\t\n\f\r\"\\";
    String letters = "btnfr\"\\";
    for (int i = 0; i < plain.length(); i++) {
      escapes[plain.charAt(i)] = ("\\" + letters.charAt(i)).getBytes(US_ASCII);
    }
    return escapes;
  }
}
