package io.cmqkafka.facade.http.connection;

import java.time.Duration;

/**
 * What the HTTP port puts up with from clients.
 *
 * @param readTimeout for a TLS handshake, and for a request from its first byte to its last
 * @param writeTimeout for taking an answer
 * @param connectionsPerAddress 0 for any number
 */
public record ClientLimits(
    Duration readTimeout, Duration writeTimeout, int connectionsPerAddress) {}
