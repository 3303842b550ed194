package io.cmqkafka.facade.classic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes JSON with Jackson, except for long bodies of messages, which the text it makes escapes
 * only as it is taken.
 */
public final class JsonWriter extends JsonGeneratorDelegate {
  private static final JsonFactory JSON = new JsonFactory();

  /** So much of one text may be written out beforehand: texts up to there are sent at once. */
  private static final int MAX_WRITTEN = 64 << 10;

  /** By how much escaping makes a body longer at most. */
  private static final long LONGEST_ESCAPE = 6;

  private final Parts parts;

  public JsonWriter() throws IOException {
    this(new Parts());
  }

  private JsonWriter(Parts parts) throws IOException {
    super(JSON.createGenerator(parts), false);
    this.parts = parts;
  }

  /** The fields that carry a body, see {@link BodyText}. It must not change any more. */
  public void writeBody(byte[] body) throws IOException {
    if (parts.haveRoomFor(LONGEST_ESCAPE * body.length)) {
      BodyText.write(body, this);
    } else if (BodyText.isUtf8(body)) {
      writeLong("msgBody", new EscapedBody(body));
    } else {
      writeLong("msgBody", new ReplacedBody(body));
      writeLong("msgBodyBase64", new Base64Body(body));
    }
  }

  private void writeLong(String field, JsonText.Part text) throws IOException {
    writeFieldName(field);
    writeRawValue("\"");
    flush();
    parts.add(text);
    writeRaw('"');
  }

  /** Ends what was written, which is one value. */
  public JsonText text() throws IOException {
    close();
    return parts.text();
  }

  /** What Jackson has written, cut where something else comes in between. */
  private static final class Parts extends ByteArrayOutputStream {
    private final List<JsonText.Part> parts = new ArrayList<>(1);
    private long written;

    Parts() {
      // Jackson buffers by itself, and hands over a short text at once.
      super(0);
    }

    boolean haveRoomFor(long bytes) {
      return written + count + bytes <= MAX_WRITTEN;
    }

    void add(JsonText.Part part) {
      cut();
      parts.add(part);
    }

    JsonText text() {
      cut();
      return new JsonText(parts);
    }

    private void cut() {
      parts.add(new WrittenJson(ByteBuffer.wrap(buf, 0, count)));
      written += count;
      buf = new byte[0];
      count = 0;
    }
  }
}
