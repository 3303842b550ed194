package io.cmqkafka.facade.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Bytes that are not UTF-8 as the inside of a JSON string, with U+FFFD for what cannot be decoded.
 */
final class ReplacedBody implements JsonText.Part {
  private static final int CHARS = 1 << 10;
  private static final EscapedBody NOTHING = new EscapedBody(new byte[0]);

  private final CharsetDecoder decoder =
      UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final byte[] body;
  private final ByteBuffer undecoded;
  private EscapedBody decoded = NOTHING;
  private boolean ended;

  ReplacedBody(byte[] body) {
    this.body = body;
    this.undecoded = ByteBuffer.wrap(body);
  }

  @Override
  public long length() {
    ReplacedBody same = new ReplacedBody(body);
    long length = 0;
    while (!same.ended) {
      same.decodeMore();
      length += same.decoded.length();
    }
    return length;
  }

  @Override
  public boolean putInto(ByteBuffer to) {
    while (decoded.putInto(to)) {
      if (ended) {
        return true;
      }
      decodeMore();
    }
    return false;
  }

  private void decodeMore() {
    CharBuffer chars = CharBuffer.allocate(CHARS);
    CoderResult result = decoder.decode(undecoded, chars, true);
    if (result.isUnderflow()) {
      decoder.flush(chars);
      ended = true;
    }
    decoded = new EscapedBody(chars.flip().toString().getBytes(UTF_8));
  }
}
