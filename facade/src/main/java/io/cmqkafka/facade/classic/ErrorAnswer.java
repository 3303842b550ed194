package io.cmqkafka.facade.classic;

/** An error and nothing but the envelope. */
record ErrorAnswer(CmqError error) implements Answer {

  @Override
  public void writeFields(JsonWriter json) {}

  @Override
  public int code() {
    return error.code();
  }

  @Override
  public String message() {
    return error.message();
  }
}
