package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.ClientCredentials;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.bench.client.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say where requests go, and how they are secured and signed. */
final class EndpointOptions {
  @Option(
      names = "--endpoint",
      required = true,
      paramLabel = "URL",
      converter = EndpointConverter.class,
      description = "http://HOST:PORT or https://HOST")
  Endpoint endpoint;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "https: a PEM file of the certificates to trust; default those of the JDK")
  private Path ca;

  @Option(names = "--insecure", description = "https: trust whoever answers, for tests")
  private boolean insecure;

  @Option(
      names = "--secret-id",
      paramLabel = "ID",
      description = "the key pair's id; default CMQ_SECRET_ID")
  private String secretId;

  @Option(
      names = "--credentials-file",
      paramLabel = "FILE",
      description = "lines SecretId=SecretKey")
  private Path credentialsFile;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "where a local server keeps its credentials; default ${DEFAULT-VALUE}")
  private Path dataDir;

  @Option(
      names = "--signature",
      paramLabel = "METHOD",
      defaultValue = "HmacSHA1",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
  SignatureMethod signature;

  private Trust trust;
  private ClientCredentials credentials;

  void check(Workload workload) {
    if (!endpoint.tls() && (insecure || ca != null)) {
      throw workload.usage("--ca and --insecure are for https endpoints.");
    }
    if (insecure && ca != null) {
      throw workload.usage("--insecure trusts whoever answers: leave out --ca.");
    }
  }

  /**
   * Reads the files that the options name; comes before {@link #connection}.
   *
   * @param environment where a key pair may be
   * @throws BenchException if they have no certificate or no key pair
   */
  void open(Map<String, String> environment) {
    try {
      trust = insecure ? Trust.inAnybody() : ca != null ? Trust.in(ca) : Trust.inTheJdks();
    } catch (IllegalArgumentException e) {
      throw new BenchException(e.getMessage());
    }
    credentials = new CredentialsLookup(environment).find(secretId, credentialsFile, dataDir);
  }

  ClientCredentials credentials() {
    return credentials;
  }

  /** A connection that is not connected yet. */
  CmqConnection connection(Duration patience) {
    return CmqConnection.watched(endpoint, trust, credentials, signature, patience);
  }

  private static final class EndpointConverter implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String value) {
      try {
        return Endpoint.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
