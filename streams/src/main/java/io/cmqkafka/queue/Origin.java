package io.cmqkafka.queue;

/**
 * The request that waits for the reply to a command.
 *
 * @param instance the asking process
 * @param request the process's own number for the request
 */
public record Origin(String instance, long request) {}
