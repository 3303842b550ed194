package io.cmqkafka.facade.bench;

import java.util.Arrays;

/** A growing byte array that is open to its readers. For one thread. */
final class ByteSink {
  private byte[] bytes;
  private int length;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Cuts off, or leaves a gap of undefined bytes. */
  void setLength(int length) {
    ensure(length);
    this.length = length;
  }

  void add(byte b) {
    ensure(length + 1);
    bytes[length++] = b;
  }

  void add(byte[] from) {
    add(from, 0, from.length);
  }

  void add(byte[] from, int offset, int count) {
    ensure(length + count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  private void ensure(int capacity) {
    if (capacity > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
    }
  }
}
