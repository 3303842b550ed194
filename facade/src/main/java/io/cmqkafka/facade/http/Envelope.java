package io.cmqkafka.facade.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.facade.api.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The JSON around every answer, with the types that clients insist on: {@code code} and {@code
 * clientRequestId} are numbers, {@code requestId} is a string of digits, {@code message} is always
 * there.
 */
final class Envelope {
  private static final JsonFactory JSON = new JsonFactory();

  private Envelope() {}

  /**
   * @param clientRequestId digits, or null when there is nothing to echo
   * @throws IOException if the answer cannot write its fields
   */
  static ByteBuffer of(Answer answer, String requestId, String clientRequestId) throws IOException {
    Bytes bytes = new Bytes(answer.expectedBytes());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("code", answer.code());
      json.writeStringField("message", answer.message());
      json.writeStringField("requestId", requestId);
      if (clientRequestId != null) {
        json.writeFieldName("clientRequestId");
        json.writeNumber(clientRequestId);
      }
      answer.writeFields(json);
      json.writeEndObject();
    }
    return bytes.toBuffer();
  }

  static ByteBuffer ofError(int code, String message, String requestId, String clientRequestId) {
    try {
      return of(new ErrorAnswer(code, message), requestId, clientRequestId);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
  }

  private record ErrorAnswer(int code, String message) implements Answer {
    @Override
    public void writeFields(JsonGenerator json) {}
  }

  private static final class Bytes extends ByteArrayOutputStream {
    Bytes(int expected) {
      super(expected);
    }

    ByteBuffer toBuffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
