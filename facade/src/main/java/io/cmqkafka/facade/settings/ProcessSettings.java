package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.listen;
import static io.cmqkafka.facade.settings.Format.millis;
import static io.cmqkafka.facade.settings.Format.path;

import java.nio.file.Path;
import java.time.Duration;

/** The process: where it keeps things, where it is watched, how it starts and stops. */
public record ProcessSettings(
    HostPort management, Path dataDir, Duration startTimeout, Duration shutdownGrace) {

  // spotless:off
  static ProcessSettings read(SettingReader s) {
    return new ProcessSettings(
        s.get("management", listen(), "127.0.0.1:8081", "Where health and metrics listen."),
        s.get("data.dir", path(), "data", "The directory of this process: the embedded broker's logs, local state, created credentials."),
        s.get("start.timeout.ms", millis(1_000, 24 * 3_600_000), "300000", "How long the start may take to find its Kafka topics, read its state and get its part of the work before the process ends; it tells every 10 s what it waits for."),
        s.get("shutdown.grace.ms", millis(0, 600_000), "5000", "How long requests in progress may take to end when the server stops."));
  }
  // spotless:on
}
