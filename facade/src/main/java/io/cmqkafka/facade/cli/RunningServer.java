package io.cmqkafka.facade.cli;

/** A server that serves requests. */
public interface RunningServer extends AutoCloseable {

  /** Where it really listens. */
  HostPort httpAddress();

  /** HOST:PORT[,HOST:PORT...] of the cluster or of the embedded broker. */
  String kafkaAddress();

  /**
   * Stops in good order, within shutdown.grace.ms for the requests in progress and a few seconds
   * more. Does not throw.
   */
  @Override
  void close();
}
