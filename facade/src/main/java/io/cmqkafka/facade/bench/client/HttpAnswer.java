package io.cmqkafka.facade.bench.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects one HTTP/1.1 answer from the bytes of a socket, blocking or not: {@link #received} takes
 * them, in pieces of any size, until the answer is complete. Understands Content-Length, chunks,
 * and bodies that end with the connection. For one thread, one answer at a time; an answer is at
 * most 64 MiB.
 *
 * <p>It has a parser of its own because it shares the machine with the server it measures. Jetty's
 * parser does all that servers need, and costs a tenth of a whole request more.
 */
public final class HttpAnswer {
  private static final int INITIAL = 2048;
  private static final int MAX_LENGTH = 64 << 20;
  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");
  private static final byte[] CONNECTION = ascii("connection:");

  private byte[] bytes = new byte[INITIAL];
  private int length;
  private int scanned;
  private int status;
  private int bodyFrom;
  private int bodyTo;
  private int contentLength;
  private boolean chunked;
  private int chunkAt;
  private boolean keepAlive;

  public HttpAnswer() {
    reset();
  }

  /** Makes ready for the next answer. */
  public void reset() {
    // One big batch must not keep its buffer for good: thousands of parked receivers have one each.
    if (bytes.length > 64 * 1024) {
      bytes = new byte[INITIAL];
    }
    length = 0;
    startHead(0);
  }

  /**
   * @return whether the answer is whole
   * @throws IOException if this is no HTTP, or too large
   */
  public boolean received(ByteBuffer more) throws IOException {
    int count = more.remaining();
    if (length + count > MAX_LENGTH) {
      throw new IOException("an answer of more than 64 MiB");
    }
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
    more.get(bytes, length, count);
    length += count;
    while (bodyFrom < 0) {
      if (!findHeadEnd()) {
        return false;
      }
      if (status / 100 == 1) {
        startHead(bodyFrom);
      }
    }
    if (chunked) {
      return unchunk();
    }
    if (contentLength < 0 || length < bodyFrom + contentLength) {
      return false;
    }
    bodyTo = bodyFrom + contentLength;
    return true;
  }

  /**
   * The connection has ended. An answer without a length is whole then.
   *
   * @throws EOFException if it ended too early
   */
  public void ended() throws EOFException {
    if (bodyFrom < 0 || chunked || contentLength >= 0) {
      throw new EOFException(
          length > 0
              ? "the connection ended within an answer"
              : "the connection ended without an answer");
    }
    keepAlive = false;
    bodyTo = length;
  }

  /**
   * @throws IOException if the status is not 200
   */
  public CmqAnswer toCmqAnswer() throws IOException {
    if (status != 200) {
      throw new IOException("HTTP status " + status + " instead of 200");
    }
    return AnswerReader.read(body());
  }

  /** Whether the connection can be used for another request. */
  public boolean keepAlive() {
    return keepAlive;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return Arrays.copyOfRange(bytes, bodyFrom, bodyTo);
  }

  private void startHead(int at) {
    scanned = at;
    status = 0;
    bodyFrom = -1;
    contentLength = -1;
    chunked = false;
    keepAlive = true;
  }

  private boolean findHeadEnd() throws IOException {
    int line = scanned;
    while (true) {
      int end = lineEnd(line);
      if (end < 0) {
        return false;
      }
      if (end == line) {
        if (status == 0) {
          throw new IOException("an answer that is not HTTP");
        }
        bodyFrom = end + 2;
        chunkAt = bodyFrom;
        bodyTo = bodyFrom;
        return true;
      }
      headLine(line, end);
      line = end + 2;
      scanned = line;
    }
  }

  private void headLine(int from, int to) throws IOException {
    if (status == 0) {
      if (to - from < 12 || bytes[from] != 'H' || bytes[from + 4] != '/') {
        throw new IOException("an answer that is not HTTP");
      }
      status = (int) number(from + 9, from + 12, 10);
      keepAlive = bytes[from + 7] == '1';
    } else if (starts(from, to, CONTENT_LENGTH)) {
      long value = number(from + CONTENT_LENGTH.length, to, 10);
      if (value > MAX_LENGTH) {
        throw new IOException("an answer of more than 64 MiB");
      }
      contentLength = (int) value;
    } else if (starts(from, to, TRANSFER_ENCODING)) {
      chunked = text(from + TRANSFER_ENCODING.length, to).equalsIgnoreCase("chunked");
    } else if (starts(from, to, CONNECTION)) {
      keepAlive = text(from + CONNECTION.length, to).equalsIgnoreCase("keep-alive");
    }
  }

  /**
   * Moves the chunks that are whole together, at the start of the body. Bytes move towards the
   * start only, so none is overwritten before it was read.
   */
  private boolean unchunk() throws IOException {
    while (true) {
      int end = lineEnd(chunkAt);
      if (end < 0) {
        return false;
      }
      int sizeEnd = chunkAt;
      while (sizeEnd < end && bytes[sizeEnd] != ';') {
        sizeEnd++;
      }
      long size = number(chunkAt, sizeEnd, 16);
      if (size > MAX_LENGTH) {
        throw new IOException("an answer of more than 64 MiB");
      }
      if (size == 0) {
        return trailersEnd(end + 2);
      }
      int data = end + 2;
      if (length < data + size + 2) {
        return false;
      }
      System.arraycopy(bytes, data, bytes, bodyTo, (int) size);
      bodyTo += (int) size;
      chunkAt = data + (int) size + 2;
    }
  }

  private boolean trailersEnd(int line) {
    int end = lineEnd(line);
    while (end > line) {
      line = end + 2;
      end = lineEnd(line);
    }
    return end >= 0;
  }

  /** The index of the CR that ends the line, -1 if the line is not whole. */
  private int lineEnd(int from) {
    for (int i = from; i + 1 < length; i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean starts(int from, int to, byte[] lowerCase) {
    if (to - from < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  private long number(int from, int to, int radix) throws IOException {
    long value = 0;
    int digits = 0;
    for (int i = from; i < to && value <= MAX_LENGTH; i++) {
      if (bytes[i] == ' ' || bytes[i] == '\t') {
        continue;
      }
      int digit = Character.digit(bytes[i], radix);
      if (digit < 0) {
        throw new IOException("an HTTP answer with a broken number: " + text(from, to));
      }
      value = value * radix + digit;
      digits++;
    }
    if (digits == 0) {
      throw new IOException("an HTTP answer with a missing number");
    }
    return value;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).strip();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
