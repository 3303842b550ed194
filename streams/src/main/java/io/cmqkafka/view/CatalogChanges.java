package io.cmqkafka.view;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Changes the catalog, and waits until this process's own view has the change. */
public final class CatalogChanges {
  private final CommandLog commands;
  private final CatalogView catalog;
  private final long timeoutMs;

  /**
   * @param timeoutMs how long the view may take to see a change that was made
   */
  public CatalogChanges(CommandLog commands, CatalogView catalog, long timeoutMs) {
    this.commands = commands;
    this.catalog = catalog;
    this.timeoutMs = timeoutMs;
  }

  /** Refused as the catalog machine refuses, and as UNAVAILABLE for any other reply. */
  public CompletableFuture<Void> carryOut(CatalogCommand command) {
    return commands
        .ask(command)
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Stored stored) {
                // A copy: what times out here is not what others wait for.
                return catalog
                    .reached(stored.version())
                    .copy()
                    .orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
              }
              return CompletableFuture.failedFuture(
                  new RefusedException(
                      reply instanceof Reply.Refused no ? no.reason() : Refusal.UNAVAILABLE));
            });
  }
}
