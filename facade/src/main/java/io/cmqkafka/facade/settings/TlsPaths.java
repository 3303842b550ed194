package io.cmqkafka.facade.settings;

import java.nio.file.Path;

/**
 * Where the HTTP port's certificate is.
 *
 * @param certificate PEM, with those that vouch for it
 * @param key PEM
 */
public record TlsPaths(Path certificate, Path key) {}
