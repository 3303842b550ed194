package io.cmqkafka.facade.classic;

import java.nio.ByteBuffer;

/** JSON that is there as it is to be sent. */
final class WrittenJson implements JsonText.Part {
  private final ByteBuffer bytes;
  private final int length;

  WrittenJson(ByteBuffer bytes) {
    this.bytes = bytes;
    this.length = bytes.remaining();
  }

  ByteBuffer rest() {
    return bytes;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean putInto(ByteBuffer to) {
    int count = Math.min(bytes.remaining(), to.remaining());
    to.put(bytes.slice().limit(count));
    bytes.position(bytes.position() + count);
    return !bytes.hasRemaining();
  }
}
