package io.cmqkafka.facade.cli;

import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;

/** Starts everything a server consists of. */
@FunctionalInterface
public interface ServerStarter {

  /**
   * Answers when requests are served; leaves nothing behind when it fails.
   *
   * @throws StartException with the sentence and the exit code for the operator
   */
  RunningServer start(Settings settings);
}
