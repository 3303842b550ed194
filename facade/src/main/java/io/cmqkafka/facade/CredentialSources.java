package io.cmqkafka.facade;

import io.cmqkafka.facade.auth.CallerSecret;
import io.cmqkafka.facade.auth.Credentials;
import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.settings.Settings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the server takes its credentials from. */
final class CredentialSources {
  private static final String OWN_FILE = "credentials";

  private CredentialSources() {}

  /**
   * The configured file and pair; without either, a pair of the server's own in its data directory.
   *
   * @throws StartException naming the setting that is wrong
   */
  static Credentials of(Settings settings, Path dataDirectory) {
    CallerSecret pair = settings.credentials().pair().orElse(null);
    if (settings.credentials().file().isPresent()) {
      return fromFile("credentials.file", settings.credentials().file().get(), pair);
    }
    if (pair != null) {
      return Credentials.of(pair);
    }
    if (settings.kafka().hasCluster()) {
      throw new StartException(
          ExitCode.USAGE,
          "No credentials: give credentials.file (lines SecretId=SecretKey), or secret.id and"
              + " secret.key, the same to every process of the cluster.");
    }
    return own(dataDirectory.resolve(OWN_FILE));
  }

  /** The file with the pair of the server's own; empty where it has none. */
  static Optional<Path> ownFile(Settings settings, Path dataDirectory) {
    return settings.credentials().file().isPresent()
            || settings.credentials().pair().isPresent()
            || settings.kafka().hasCluster()
        ? Optional.empty()
        : Optional.of(dataDirectory.resolve(OWN_FILE));
  }

  private static Credentials own(Path file) {
    try {
      boolean first = !file.toFile().exists();
      CallerSecret pair = Credentials.createIfAbsent(file);
      if (first) {
        System.err.printf(
            "Made a key pair for clients in %s (a line SecretId=SecretKey, which you may change or"
                + " add to):%n  SecretId %s, SecretKey in that file; for clients that read the"
                + " environment:%n  export CMQ_SECRET_ID=%s CMQ_SECRET_KEY=$(grep ^%s= %s | cut -d= -f2)%n",
            file, pair.secretId(), pair.secretId(), pair.secretId(), file);
      }
    } catch (IOException e) {
      throw new StartException(
          ExitCode.DATA_DIRECTORY, "Cannot keep credentials in " + file + ": " + e, e);
    }
    return fromFile("data.dir", file, null);
  }

  private static Credentials fromFile(String setting, Path file, CallerSecret also) {
    try {
      return Credentials.fromFile(file, also);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          ExitCode.USAGE, setting + ": cannot read credentials from " + file + ": " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "the user that the server runs as may not read it";
    }
    // Others' messages are often no more than the path.
    return e instanceof FileSystemException ? e.toString() : e.getMessage();
  }
}
