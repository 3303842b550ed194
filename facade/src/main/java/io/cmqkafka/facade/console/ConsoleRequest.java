package io.cmqkafka.facade.console;

/**
 * What the console looks at in a request.
 *
 * @param path as it was sent, from {@code /console} on
 * @param acceptEncoding the header, or null
 * @param ifNoneMatch the header, or null
 * @param local whether it comes from a browser on the server's own machine
 */
public record ConsoleRequest(
    String path, String acceptEncoding, String ifNoneMatch, boolean local) {}
