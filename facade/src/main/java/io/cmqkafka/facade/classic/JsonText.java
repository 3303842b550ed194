package io.cmqkafka.facade.classic;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A JSON text, UTF-8, which is made as it is taken: bodies of messages in it, up to six times as
 * long when they are escaped, are never written out as a whole. Taken once, by one thread at a
 * time.
 */
public final class JsonText {

  /** A piece of the text, taken once. */
  interface Part {
    long length();

    /** Puts what there is room for; whether that was the rest of it. */
    boolean putInto(ByteBuffer to);
  }

  private static final int PIECE_BYTES = 16 << 10;

  private final Deque<Part> parts;
  private final long length;

  JsonText(List<Part> parts) {
    this.parts = new ArrayDeque<>(parts);
    this.length = parts.stream().mapToLong(Part::length).sum();
  }

  /** How many bytes it has altogether. */
  public long length() {
    return length;
  }

  public boolean isTaken() {
    return parts.isEmpty();
  }

  /** The next bytes, as many as there is room for but for some; at least 8 when there are any. */
  public void putInto(ByteBuffer buffer) {
    while (!parts.isEmpty() && parts.peek().putInto(buffer)) {
      parts.remove();
    }
  }

  /** All of it in one piece if it is at hand like that, which short texts are; else null. */
  public ByteBuffer whole() {
    return parts.size() == 1 && parts.peek() instanceof WrittenJson written ? written.rest() : null;
  }

  /** Never blocks. */
  public InputStream stream() {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).limit(0);
    return new InputStream() {
      @Override
      public int read() {
        return hasMore() ? piece.get() & 0xFF : -1;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        if (!hasMore()) {
          return -1;
        }
        int count = Math.min(length, piece.remaining());
        piece.get(bytes, offset, count);
        return count;
      }

      private boolean hasMore() {
        if (!piece.hasRemaining() && !isTaken()) {
          putInto(piece.clear());
          piece.flip();
        }
        return piece.hasRemaining();
      }
    };
  }
}
