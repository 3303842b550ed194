package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects one HTTP/1.1 answer from the bytes of a socket, blocking or not: read into {@link
 * #room}, then tell {@link #received}, until it says the answer is whole. Understands
 * Content-Length, chunks, and bodies that end with the connection. For one thread, one answer at a
 * time; an answer is at most 64 MiB.
 */
final class HttpAnswer {
  private static final int INITIAL = 2048;
  private static final int MAX_LENGTH = 64 << 20;
  private static final byte[] CONTENT_LENGTH = RequestWriter.ascii("content-length:");
  private static final byte[] TRANSFER_ENCODING = RequestWriter.ascii("transfer-encoding:");
  private static final byte[] CONNECTION = RequestWriter.ascii("connection:");

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

  HttpAnswer() {
    reset();
  }

  /** Makes ready for the next answer. */
  void reset() {
    // One big batch must not keep its buffer for good: thousands of parked receivers have one each.
    if (bytes.length > 64 * 1024) {
      bytes = new byte[INITIAL];
    }
    length = 0;
    startHead(0);
  }

  /** The buffer to read into, from {@link #length} on; has room for at least one byte. */
  byte[] room() throws IOException {
    if (length == bytes.length) {
      if (length >= MAX_LENGTH) {
        throw new IOException("an answer of more than 64 MiB");
      }
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * @param count how many bytes were read into the buffer
   * @return whether the answer is whole
   */
  boolean received(int count) throws IOException {
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

  /** The connection has ended: tells whether that makes the answer whole. */
  boolean ended() {
    if (bodyFrom < 0 || chunked || contentLength >= 0) {
      return false;
    }
    keepAlive = false;
    bodyTo = length;
    return true;
  }

  /** Whether anything of an answer has come. */
  boolean started() {
    return length > 0;
  }

  int status() {
    return status;
  }

  boolean keepAlive() {
    return keepAlive;
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

  /** Moves whole chunks together at the body's start, which is never past where they are read. */
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
}
