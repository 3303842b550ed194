package io.cmqkafka.facade.classic;

import io.cmqkafka.facade.auth.Rights;
import java.time.Duration;

/** The caller's end of a request that is being answered. */
public interface Client {

  /**
   * Runs {@code action} once if the client is noticed to have gone away before it is answered; at
   * once if that was noticed already. It is looked for once a request has waited for some 50 to 100
   * ms. Called on an arbitrary thread, must not block.
   */
  void onDisconnect(Runnable action);

  /**
   * The request may take so long by its own wish, waiting for messages; without it a request that
   * takes long is told of as slow.
   */
  void waitsFor(Duration longest);

  /**
   * What the caller may do. That the action may be done to the queue or topic which the request
   * names has been checked; what else an action reads, shows or writes to, it checks itself.
   */
  Rights rights();
}
