package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.path;
import static io.cmqkafka.facade.settings.Format.rules;
import static io.cmqkafka.facade.settings.Format.text;
import static io.cmqkafka.facade.settings.SettingReader.require;

import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may call.
 *
 * @param file of pairs and their rights
 * @param pair one more
 * @param timestampToleranceSeconds 0 for no check
 */
public record CredentialSettings(
    Optional<Path> file, Optional<CallerSecret> pair, int timestampToleranceSeconds) {

  // spotless:off
  static CredentialSettings read(SettingReader s) {
    return new CredentialSettings(
        s.find("credentials.file", path(), "A file of SecretId and SecretKey pairs and their rights, read again when it changes."),
        pair(
            s.find("secret.id", text(), "One more SecretId; not accepted on the command line."),
            s.find("secret.key", text(), "The SecretKey of secret.id; not accepted on the command line."),
            s.find("secret.allow", rules(), "What secret.id may do; everything when not set.")),
        s.get("timestamp.tolerance.seconds", integer(0, 365 * 24 * 3_600), "7200", "How far a request's Timestamp may be from the server's clock; 0 for no check."));
  }
  // spotless:on

  private static Optional<CallerSecret> pair(
      Optional<String> id, Optional<String> key, Optional<List<String>> allow) {
    require(
        id.isPresent() == key.isPresent(),
        "The settings secret.id and secret.key belong together, but only one of them is given.");
    require(
        id.isPresent() || allow.isEmpty(),
        "The setting secret.allow says what secret.id may do, but secret.id is not given.");
    Rights rights = allow.map(CredentialSettings::rights).orElse(Rights.ALL);
    return id.map(i -> new CallerSecret(i, key.orElseThrow(), rights));
  }

  private static Rights rights(List<String> rules) {
    Rights rights = Rights.NONE;
    try {
      for (String rule : rules) {
        rights = rights.and(rule);
      }
      return rights;
    } catch (IllegalArgumentException e) {
      throw new StartException(
          ExitCode.USAGE, "The setting secret.allow cannot be understood: " + e.getMessage(), e);
    }
  }
}
