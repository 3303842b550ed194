package io.cmqkafka.facade.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What an action answers besides the envelope (code, message, requestId, clientRequestId). */
public interface Answer {

  /** Room for the envelope and a few short fields. */
  int USUAL_BYTES = 512;

  /** An answer with nothing but the envelope. */
  Answer OK = json -> {};

  /**
   * An error that is an ordinary outcome, such as an empty receive: it costs no exception on its
   * way through futures.
   */
  static Answer of(CmqError error) {
    return new ErrorAnswer(error);
  }

  /** About how long the whole answer will be, bytes; it may well be longer. */
  default int expectedBytes() {
    return USUAL_BYTES;
  }

  /** Writes the action's own fields into the open JSON object. */
  void writeFields(JsonGenerator json) throws IOException;

  /** CMQ's code, 0 for success. Only a partly failed batch answers another one with fields. */
  default int code() {
    return 0;
  }

  /** The envelope's message, empty for success. */
  default String message() {
    return "";
  }
}
