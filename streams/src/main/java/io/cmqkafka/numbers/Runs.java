package io.cmqkafka.numbers;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Points of periods in ascending order. Equal points in a row take no more room than one, and a
 * point takes as many bytes as its numbers need. Not thread-safe.
 */
final class Runs {
  /** What a run costs beside its bytes: the array's header, and its place in the queue. */
  private static final int RUN_BYTES = 24;

  private static final int MAX_BYTES = 10;

  /** All but the last run. */
  private final ArrayDeque<byte[]> ended = new ArrayDeque<>();

  private long from;
  private long to;

  /** Null while there is no run. */
  private long[] point;

  private long bytes;
  private long knownFrom;

  /**
   * @param knownFrom the first period that it is told of
   */
  Runs(long knownFrom) {
    this.knownFrom = knownFrom;
  }

  /** False when the point was equal to the one of the period before. */
  boolean add(long period, long[] next) {
    if (point != null && period == to + 1 && Arrays.equals(point, next)) {
      to = period;
      return false;
    }
    if (point != null) {
      byte[] run = encode();
      bytes += RUN_BYTES + run.length;
      ended.add(run);
    }
    from = period;
    to = period;
    point = next;
    return true;
  }

  /** Bytes of memory that all but the last run take. */
  long bytes() {
    return bytes;
  }

  /** The first period that is remembered. */
  long knownFrom() {
    return knownFrom;
  }

  boolean isEmpty() {
    return point == null && ended.isEmpty();
  }

  int size() {
    return ended.size();
  }

  /** Forgets runs that ended before this period. */
  void forgetBefore(long period) {
    while (!ended.isEmpty() && end(ended.getFirst()) < period) {
      forgetFirst();
    }
    if (point != null && to < period) {
      point = null;
    }
  }

  /** Forgets the older half of its runs; the periods before are not known any more. */
  void forgetHalf() {
    for (int left = (ended.size() + 1) / 2; left > 0; left--) {
      knownFrom = Math.max(knownFrom, end(ended.getFirst()) + 1);
      forgetFirst();
    }
  }

  /** Puts in the points of those periods, from this one on, that have some. */
  void fill(long first, long[][] points) {
    for (byte[] run : ended) {
      ByteBuffer buffer = ByteBuffer.wrap(run);
      long runFrom = read(buffer);
      long runTo = runFrom + read(buffer);
      if (runTo >= first && runFrom < first + points.length) {
        put(runFrom, runTo, decode(buffer), first, points);
      }
    }
    if (point != null) {
      put(from, to, point, first, points);
    }
  }

  private static void put(long from, long to, long[] point, long first, long[][] points) {
    int begin = (int) Math.max(0, from - first);
    int end = (int) Math.min(points.length, to + 1 - first);
    if (begin < end) {
      Arrays.fill(points, begin, end, point);
    }
  }

  private void forgetFirst() {
    bytes -= RUN_BYTES + ended.removeFirst().length;
  }

  private byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate((point.length + 2) * MAX_BYTES);
    write(from, buffer);
    write(to - from, buffer);
    for (long number : point) {
      write(number, buffer);
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private long[] decode(ByteBuffer buffer) {
    long[] decoded = new long[buffer.remaining() == 0 ? 0 : Point.ZERO.length];
    for (int i = 0; i < decoded.length; i++) {
      decoded[i] = read(buffer);
    }
    return decoded;
  }

  private static long end(byte[] run) {
    ByteBuffer buffer = ByteBuffer.wrap(run);
    return read(buffer) + read(buffer);
  }

  /** Seven bits to a byte, the lowest first; numbers near 0, negative ones too, take one byte. */
  private static void write(long number, ByteBuffer buffer) {
    long left = (number << 1) ^ (number >> 63);
    while ((left & ~0x7F) != 0) {
      buffer.put((byte) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    buffer.put((byte) left);
  }

  private static long read(ByteBuffer buffer) {
    long sum = 0;
    int shift = 0;
    byte next = buffer.get();
    for (; next < 0; next = buffer.get()) {
      sum |= (next & 0x7FL) << shift;
      shift += 7;
    }
    sum |= (long) next << shift;
    return sum >>> 1 ^ -(sum & 1);
  }
}
