package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.HostPort;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A server that serves requests. */
public interface RunningServer extends AutoCloseable {

  /** Where it really listens. */
  HostPort httpAddress();

  /** HOST:PORT[,HOST:PORT...] of the cluster or of the embedded broker. */
  String kafkaAddress();

  /** Where a browser finds the console; empty when it is switched off. */
  Optional<String> consoleAddress();

  /**
   * Completes when the server cannot go on and is to be closed, with the sentence that says why.
   */
  CompletableFuture<StartException> failure();

  /**
   * Stops in good order, within shutdown.grace.ms for the requests in progress and a few seconds
   * more. Does not throw.
   */
  @Override
  void close();
}
