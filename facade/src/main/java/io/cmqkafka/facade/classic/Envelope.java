package io.cmqkafka.facade.classic;

import java.io.IOException;

/**
 * The JSON around every answer, with the types that clients insist on: {@code code} and {@code
 * clientRequestId} are numbers, {@code requestId} is a string of digits, {@code message} is always
 * there.
 */
public final class Envelope {
  private Envelope() {}

  /**
   * @param clientRequestId digits, or null when there is nothing to echo
   * @throws IOException if the answer cannot write its fields
   */
  public static JsonText of(Answer answer, String requestId, String clientRequestId)
      throws IOException {
    try (JsonWriter json = new JsonWriter()) {
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
      return json.text();
    }
  }

  public static JsonText ofError(
      int code, String message, String requestId, String clientRequestId) {
    try {
      return of(new ErrorAnswer(code, message), requestId, clientRequestId);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
  }

  private record ErrorAnswer(int code, String message) implements Answer {
    @Override
    public void writeFields(JsonWriter json) {}
  }
}
