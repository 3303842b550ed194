package io.cmqkafka.facade.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The byte that a {@link DisconnectWatch} has read from a connection, kept for Jetty's next fill.
 *
 * <p>One byte is enough to tell, and no request is as short: more is there or will come, so the
 * connection itself makes Jetty fill again.
 */
final class PeekedByte {
  private static final int NOTHING = -1;

  private volatile int value = NOTHING;

  /** Jetty's way of reading, see {@link org.eclipse.jetty.io.EndPoint#fill}. */
  interface Fill {
    int into(ByteBuffer buffer) throws IOException;
  }

  boolean isThere() {
    return value != NOTHING;
  }

  /** What the connection's fill does while the byte is there. */
  int giveBack(ByteBuffer buffer, Fill rest) throws IOException {
    if (BufferUtil.space(buffer) == 0) {
      // TLS makes progress by filling nothing.
      return rest.into(buffer);
    }
    int position = BufferUtil.flipToFill(buffer);
    buffer.put((byte) value);
    BufferUtil.flipToFlush(buffer, position);
    value = NOTHING;
    return 1 + Math.max(0, rest.into(buffer));
  }

  /** 1 if there was a byte, 0 if there was none, -1 at the end of the stream. */
  int peek(Fill from) {
    ByteBuffer one = BufferUtil.allocate(1);
    try {
      int filled = from.into(one);
      if (filled > 0) {
        value = one.get() & 0xFF;
      }
      return filled;
    } catch (IOException e) {
      return -1;
    }
  }
}
