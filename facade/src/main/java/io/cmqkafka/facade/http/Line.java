package io.cmqkafka.facade.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** The way back to the client for one request. Nothing here blocks. */
interface Line {

  Peer peer();

  /** The server's own threads. */
  Executor executor();

  /**
   * Calls {@code gone} at most once, on any thread, which it must not hold up, when the client
   * closes its connection or has done so.
   */
  void watch(Runnable gone);

  /** Ends the watch and then, perhaps on another thread, does what comes next. */
  void unwatch(Runnable next);

  /**
   * Sends the one answer.
   *
   * @param close whether the connection is to be closed afterwards
   * @param sent runs when the answer has left or could not be sent
   */
  void answer(ByteBuffer json, boolean close, Runnable sent);

  /** Closes the connection without an answer. */
  void abort();

  /** Makes the connection fail, for its request as well, at any time and on any thread. */
  void cutOff();
}
