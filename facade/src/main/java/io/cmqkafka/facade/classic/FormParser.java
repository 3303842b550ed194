package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a query string or a form body apart. Nothing in it is malformed: a percent sign that no two
 * hex digits follow stands for itself, names and values may be empty, and a name without {@code =}
 * has an empty value.
 */
public final class FormParser {

  /** 16 messages with every documented and undocumented parameter are well below a hundred. */
  static final int MAX_PARAMS = 1_000;

  /** CMQ's 1 MB for the bodies and room for everything else. */
  public static final int MAX_DECODED_BYTES = (1 << 20) + (64 << 10);

  private final byte[] form;
  private final boolean decoding;
  private final List<Param> params = new ArrayList<>(16);
  private int decodedBytes;

  private FormParser(byte[] form, boolean decoding) {
    this.form = form;
    this.decoding = decoding;
  }

  /**
   * The parameters in the order they came.
   *
   * @throws CmqException CANNOT_PARSE beyond {@link #MAX_PARAMS} or {@link #MAX_DECODED_BYTES}
   */
  static List<Param> parse(byte[] form) {
    return new FormParser(form, true).parse();
  }

  /** What the parameters of a form of so many bytes hold at most. */
  public static int decodedBytes(int formBytes) {
    return Math.min(formBytes, MAX_DECODED_BYTES);
  }

  /**
   * As {@link #parse}, parameter by parameter, with names and values as they were sent; the number
   * of parameters is bounded, their size is not.
   */
  static List<Param> parseEncoded(byte[] form) {
    return new FormParser(form, false).parse();
  }

  private List<Param> parse() {
    int start = 0;
    while (start < form.length) {
      int end = start;
      int equals = -1;
      boolean nameEncoded = false;
      boolean valueEncoded = false;
      for (; end < form.length && form[end] != '&'; end++) {
        byte b = form[end];
        if (b == '=' && equals < 0) {
          equals = end;
        } else if (b == '%' || b == '+') {
          nameEncoded |= equals < 0;
          valueEncoded |= equals >= 0;
        }
      }
      if (end > start) {
        int nameEnd = equals < 0 ? end : equals;
        int valueStart = equals < 0 ? end : equals + 1;
        add(
            bytes(start, nameEnd, nameEncoded && decoding),
            bytes(valueStart, end, valueEncoded && decoding));
      }
      start = end + 1;
    }
    return params;
  }

  private void add(byte[] name, byte[] value) {
    decodedBytes += name.length + value.length;
    if (decoding && decodedBytes > MAX_DECODED_BYTES) {
      throw new CmqException(CmqError.CANNOT_PARSE, "request");
    }
    if (params.size() == MAX_PARAMS) {
      throw new CmqException(CmqError.CANNOT_PARSE, "more than " + MAX_PARAMS + " parameters");
    }
    params.add(new Param(text(name), value));
  }

  private byte[] bytes(int from, int to, boolean encoded) {
    return encoded ? decode(from, to) : Arrays.copyOfRange(form, from, to);
  }

  private byte[] decode(int from, int to) {
    byte[] decoded = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      byte b = form[i];
      if (b == '+') {
        b = ' ';
      } else if (b == '%' && i + 2 < to) {
        int high = Character.digit(form[i + 1], 16);
        int low = Character.digit(form[i + 2], 16);
        if (high >= 0 && low >= 0) {
          b = (byte) (high << 4 | low);
          i += 2;
        }
      }
      decoded[length++] = b;
    }
    return length == decoded.length ? decoded : Arrays.copyOf(decoded, length);
  }

  private static String text(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return new String(bytes, UTF_8);
      }
    }
    return new String(bytes, ISO_8859_1);
  }
}
