package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.list;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.push.PushLimits;
import io.cmqkafka.facade.push.PushTargets;
import java.util.List;

/**
 * Pushes of HTTP subscriptions.
 *
 * @param concurrency pushes of one subscription at a time while they succeed
 */
public record PushSettings(PushTargets targets, PushLimits limits, int concurrency) {
  private static final String TARGETS =
      "a list, separated by commas, of host names, '*.' and a suffix, addresses, CIDR ranges,"
          + " 'public' or '*'";

  // spotless:off
  static PushSettings read(SettingReader s) {
    return new PushSettings(
        targets(
            s.get("push.allow", list(TARGETS), "*", "public", "The targets that messages may be pushed to; 'public' is the public Internet, '*' everything."),
            s.find("push.deny", list(TARGETS), "The targets that messages may not be pushed to, whatever push.allow says.").orElse(List.of())),
        new PushLimits(
            s.get("push.timeout.ms", integer(100, 600_000), "15000", "How long a push may take, from resolving the host to the end of the answer, before it has failed."),
            s.get("push.max.connections", integer(1, 10_000), "200", "Connections for pushes to all endpoints together; three quarters of them at most are in use, the rest idle.")),
        s.get("push.concurrency", integer(1, 1_000), "16", "Pushes of one subscription at a time while they succeed."));
  }
  // spotless:on

  private static PushTargets targets(List<String> allow, List<String> deny) {
    try {
      return new PushTargets(allow, deny);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          ExitCode.USAGE,
          "The settings push.allow and push.deny list targets, but " + e.getMessage() + ".",
          e);
    }
  }
}
