package io.cmqkafka.facade.classic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * How a message's body is written as JSON, which carries text only. A body that is not UTF-8, which
 * other Kafka producers may write, comes with U+FFFD for what cannot be decoded, and then also
 * exactly, as {@code msgBodyBase64}, a field of this server's own.
 */
final class BodyText {
  private static final int CHARS = 1 << 10;

  private BodyText() {}

  /** Writes the field {@code msgBody}, and the other one where it is needed. */
  static void write(byte[] body, JsonGenerator json) throws IOException {
    if (isAscii(body)) {
      // Most bodies are, and to decode and encode them again was a good part of an answer's cost.
      json.writeFieldName("msgBody");
      json.writeUTF8String(body, 0, body.length);
      return;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    json.writeStringField("msgBody", text);
    // The strict check is slow and rarely needed: a failed decoding always leaves a U+FFFD.
    if (text.indexOf('\uFFFD') >= 0 && !isUtf8(body)) {
      json.writeBinaryField("msgBodyBase64", body);
    }
  }

  private static boolean isAscii(byte[] body) {
    int all = 0;
    for (byte one : body) {
      all |= one;
    }
    return all >= 0;
  }

  /** Takes little memory, however long the body is. */
  static boolean isUtf8(byte[] body) {
    if (isAscii(body)) {
      return true;
    }
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer decoded = CharBuffer.allocate(CHARS);
    CoderResult result = CoderResult.OVERFLOW;
    while (result.isOverflow()) {
      result = strict.decode(bytes, decoded.clear(), true);
    }
    return !result.isError();
  }
}
