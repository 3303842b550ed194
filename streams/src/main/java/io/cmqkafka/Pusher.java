package io.cmqkafka;

import io.cmqkafka.catalog.SubscriptionDefinition;
import java.util.concurrent.CompletableFuture;

/** Sends one message to the endpoint of an HTTP subscription; given by whoever knows HTTP. */
@FunctionalInterface
public interface Pusher {

  /**
   * Does not block. Completes, within a bounded time and never exceptionally, with whether the
   * endpoint has taken the message, and if not, why.
   */
  CompletableFuture<PushResult> push(SubscriptionDefinition subscription, Publication publication);
}
