package io.cmqkafka.facade.api;

/** The caller's end of a request that is being answered. */
public interface Client {

  /**
   * Runs {@code action} once if the client goes away before it is answered; at once if it has gone
   * already. Called on an arbitrary thread, must not block.
   */
  void onDisconnect(Runnable action);
}
