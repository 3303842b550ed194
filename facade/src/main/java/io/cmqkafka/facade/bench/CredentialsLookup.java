package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.ClientCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Finds the key pair to sign with. In this order:
 *
 * <ol>
 *   <li>the credentials file, if one is named: the line of the secret id, or the first one;
 *   <li>the secret id with CMQ_SECRET_KEY from the environment;
 *   <li>CMQ_SECRET_ID and CMQ_SECRET_KEY, if no secret id is named;
 *   <li>the file {@code credentials} in the data directory, as in the first case.
 * </ol>
 *
 * Credentials files hold lines {@code SecretId=SecretKey}; other lines are skipped: blank ones,
 * comments and rights, which have no {@code =}.
 */
final class CredentialsLookup {
  private final Map<String, String> environment;

  CredentialsLookup(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * @param secretId null if not named
   * @param credentialsFile null if not named
   * @throws BenchException if nothing is found
   */
  ClientCredentials find(String secretId, Path credentialsFile, Path dataDir) {
    if (credentialsFile != null) {
      return fromFile(credentialsFile, secretId);
    }
    String key = environment.getOrDefault("CMQ_SECRET_KEY", "");
    String id = secretId != null ? secretId : environment.getOrDefault("CMQ_SECRET_ID", "");
    if (!id.isEmpty() && !key.isEmpty()) {
      return new ClientCredentials(id, key);
    }
    Path fallback = dataDir.resolve("credentials");
    if (Files.exists(fallback)) {
      return fromFile(fallback, secretId);
    }
    throw new BenchException(
        "No credentials: set CMQ_SECRET_KEY (and --secret-id or CMQ_SECRET_ID), or name a file with"
            + " --credentials-file; there is none at "
            + fallback
            + " either.");
  }

  private static ClientCredentials fromFile(Path file, String secretId) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new BenchException("Cannot read the credentials file " + file + ": " + e);
    }
    for (String line : lines) {
      String pair = line.strip();
      int equals = pair.indexOf('=');
      if (pair.startsWith("#") || equals < 1 || equals == pair.length() - 1) {
        continue;
      }
      String id = pair.substring(0, equals).strip();
      if (secretId == null || secretId.equals(id)) {
        return new ClientCredentials(id, pair.substring(equals + 1).strip());
      }
    }
    throw new BenchException(
        "The credentials file "
            + file
            + (secretId == null
                ? " has no line SecretId=SecretKey."
                : " has no line for the secret id " + secretId + "."));
  }
}
