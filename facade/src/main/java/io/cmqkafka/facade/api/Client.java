package io.cmqkafka.facade.api;

import io.cmqkafka.facade.access.Rights;

/** The caller's end of a request that is being answered. */
public interface Client {

  /**
   * Runs {@code action} once if the client goes away before it is answered; at once if it has gone
   * already. Called on an arbitrary thread, must not block.
   */
  void onDisconnect(Runnable action);

  /**
   * What the caller may do. That the action may be done to the queue or topic which the request
   * names has been checked; what else an action reads, shows or writes to, it checks itself.
   */
  Rights rights();
}
