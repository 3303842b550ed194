package io.cmqkafka.facade.api;

import com.fasterxml.jackson.core.JsonGenerator;

/** An error and nothing but the envelope. */
record ErrorAnswer(CmqError error) implements Answer {

  @Override
  public void writeFields(JsonGenerator json) {}

  @Override
  public int code() {
    return error.code();
  }

  @Override
  public String message() {
    return error.message();
  }
}
