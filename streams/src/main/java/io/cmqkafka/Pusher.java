package io.cmqkafka;

import io.cmqkafka.catalog.SubscriptionDefinition;
import java.util.concurrent.CompletableFuture;

/**
 * Sends one message to the endpoint of an HTTP subscription. The program brings the implementation,
 * since this module knows no HTTP.
 */
@FunctionalInterface
public interface Pusher {

  /**
   * Does not block. Completes within a bounded time, never exceptionally. The result says whether
   * the endpoint has taken the message and, if not, why.
   */
  CompletableFuture<PushResult> push(SubscriptionDefinition subscription, Publication publication);
}
