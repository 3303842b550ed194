package io.cmqkafka.facade.settings;

import static io.cmqkafka.facade.settings.Format.integer;
import static io.cmqkafka.facade.settings.Format.listen;
import static io.cmqkafka.facade.settings.Format.millis;
import static io.cmqkafka.facade.settings.Format.onOrOff;
import static io.cmqkafka.facade.settings.Format.path;

import io.cmqkafka.facade.http.connection.ClientLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The API's port.
 *
 * @param advertised empty when it is where it listens
 * @param tls empty for plain HTTP
 * @param console whether it is served beside the API
 * @param slow zero for never
 */
public record HttpSettings(
    HostPort address,
    Optional<HostPort> advertised,
    Optional<TlsPaths> tls,
    ClientLimits clients,
    boolean console,
    Duration slow) {

  // spotless:off
  static HttpSettings read(SettingReader s) {
    return new HttpSettings(
        s.get("http", listen(), "127.0.0.1:8080", "Where CMQ's API listens."),
        s.find("http.advertised", new Format<>("HOST:PORT", HostPort::parse), "The address at which clients reach this process, told to those that ask for routes; where it listens when not set."),
        tls(
            s.find("http.tls.certificate", path(), "A PEM file of the certificate with which the API's port speaks TLS, and those that vouch for it; read again when it changes."),
            s.find("http.tls.key", path(), "A PEM file of the certificate's private key (PKCS#8, not encrypted); read again when it changes.")),
        new ClientLimits(
            s.get("http.read.timeout.ms", millis(100, 600_000), "60000", "How long a client may take for a request, from its first byte to its last, and for a TLS handshake."),
            s.get("http.write.timeout.ms", millis(100, 600_000), "60000", "How long a client may take to accept an answer."),
            s.get("http.max.connections.per.address", integer(0, 50_000), "0", "How many connections one client address may have; 0 for any number.")),
        s.get("http.console", onOrOff(), "on", "Whether the web console is at /console/ on this port."),
        s.get("slow.request.ms", millis(0, 600_000), "1000", "From how long on a request is logged as slow, the wait for messages it asked for not counted; 0 for never."));
  }
  // spotless:on

  private static Optional<TlsPaths> tls(Optional<Path> certificate, Optional<Path> key) {
    SettingReader.require(
        certificate.isPresent() == key.isPresent(),
        "The settings http.tls.certificate and http.tls.key belong together, but only one of them"
            + " is given.");
    return certificate.map(c -> new TlsPaths(c, key.orElseThrow()));
  }
}
