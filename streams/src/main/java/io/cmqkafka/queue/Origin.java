package io.cmqkafka.queue;

/**
 * Who waits for the reply to a command.
 *
 * @param instance the asking process
 * @param request the process's own number for the request
 */
public record Origin(String instance, long request) {}
