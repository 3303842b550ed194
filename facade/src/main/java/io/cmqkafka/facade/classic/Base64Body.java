package io.cmqkafka.facade.classic;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Bytes as the inside of a JSON string in base64. */
final class Base64Body implements JsonText.Part {
  private static final int AT_ONCE = 3 << 10;

  private final byte[] body;
  private int next;

  Base64Body(byte[] body) {
    this.body = body;
  }

  @Override
  public long length() {
    return 4L * ((body.length + 2) / 3);
  }

  @Override
  public boolean putInto(ByteBuffer to) {
    while (next < body.length && to.remaining() >= 4) {
      int count = Math.min(Math.min(AT_ONCE, to.remaining() / 4 * 3), body.length - next);
      to.put(Base64.getEncoder().encode(Arrays.copyOfRange(body, next, next + count)));
      next += count;
    }
    return next == body.length;
  }
}
