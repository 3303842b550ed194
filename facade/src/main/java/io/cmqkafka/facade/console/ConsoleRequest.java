package io.cmqkafka.facade.console;

/**
 * What the console looks at in a request.
 *
 * @param path as it was sent, from {@code /console} on
 * @param gzip whether the browser takes gzip
 * @param ifNoneMatch the header, or null
 * @param local whether it comes from a browser on the server's own machine
 */
public record ConsoleRequest(String path, boolean gzip, String ifNoneMatch, boolean local) {}
