package io.cmqkafka.facade.history;

/**
 * The machine was busy: of this time a thread that wants to run did not get so many milliseconds.
 */
public record Stall(long from, long to, long lostMillis) implements Event {}
