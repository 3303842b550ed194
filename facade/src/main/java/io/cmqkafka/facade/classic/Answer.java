package io.cmqkafka.facade.classic;

import java.io.IOException;

/** What an action answers besides the envelope (code, message, requestId, clientRequestId). */
public interface Answer {

  /** An answer with nothing but the envelope. */
  Answer OK = json -> {};

  /**
   * An error that is an ordinary outcome, such as an empty receive: it costs no exception on its
   * way through futures.
   */
  static Answer of(CmqError error) {
    return new ErrorAnswer(error);
  }

  /** Writes the action's own fields into the open JSON object. */
  void writeFields(JsonWriter json) throws IOException;

  /** CMQ's code, 0 for success. Only a partly failed batch answers another one with fields. */
  default int code() {
    return 0;
  }

  /** The envelope's message, empty for success. */
  default String message() {
    return "";
  }

  /**
   * Called once, when the answer is over and holds nothing any more, on any thread, which must not
   * be held up.
   *
   * @param sent false when the client has not got all of it for certain: it was found gone, its
   *     connection broke, or the answer failed. Otherwise all of it was passed on to the system,
   *     and whether it arrives cannot be known.
   */
  default void ended(boolean sent) {}
}
