package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.console.ConsoleAnswer;
import io.cmqkafka.facade.http.connection.Peer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The way back to the client for one request. Nothing here blocks. */
interface ResponseChannel {

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
   * Sends the one answer, a piece at a time, each made when the one before has left.
   *
   * @param close whether the connection is to be closed afterwards
   * @param ended told once whether all of the answer has left
   */
  void answer(JsonText json, boolean close, Consumer<Boolean> ended);

  /** As {@link #answer(JsonText, boolean, Consumer)}, for what is no envelope. */
  void answer(ConsoleAnswer page, boolean close, Consumer<Boolean> ended);

  /** Closes the connection, so that its request fails; at any time and on any thread. */
  void abort();

  /** As {@link #abort}, because others need the room. */
  void makeRoom();
}
