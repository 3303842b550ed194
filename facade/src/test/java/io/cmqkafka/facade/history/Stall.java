package io.cmqkafka.facade.history;

/** The machine was too busy to let a thread of the clients run in time. */
public record Stall(long from, long to) implements Event {}
