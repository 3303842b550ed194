package io.cmqkafka.facade;

import io.cmqkafka.Pushing;
import io.cmqkafka.facade.cli.ExitCode;
import io.cmqkafka.facade.cli.Settings;
import io.cmqkafka.facade.cli.StartException;
import io.cmqkafka.facade.push.HttpPusher;
import io.cmqkafka.facade.push.PushLimits;
import io.cmqkafka.facade.push.PushTargets;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes the pusher that the operator's settings describe. */
final class HttpPushers {
  private HttpPushers() {}

  static HttpPusher of(Settings settings, PushTargets targets, MeterRegistry meters) {
    return new HttpPusher(targets, limits(settings), meters);
  }

  /** The limits of the pusher, as the side that gives it work keeps them. */
  static Pushing pushing(Settings settings, HttpPusher pusher) {
    PushLimits limits = limits(settings);
    return new Pushing(
        pusher,
        settings.pushConcurrency(),
        limits.maxUnderWay(),
        limits.maxPerEndpoint(),
        limits.timeoutMs());
  }

  private static PushLimits limits(Settings settings) {
    return new PushLimits(settings.pushTimeoutMs(), settings.pushMaxConnections());
  }

  /**
   * @throws StartException when a list of targets cannot be understood
   */
  static PushTargets targets(Settings settings) {
    try {
      return new PushTargets(settings.pushAllow(), settings.pushDeny());
    } catch (IllegalArgumentException e) {
      throw new StartException(
          ExitCode.USAGE,
          "The settings push.allow and push.deny list targets, but " + e.getMessage() + ".",
          e);
    }
  }
}
