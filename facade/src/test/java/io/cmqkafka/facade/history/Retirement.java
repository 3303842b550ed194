package io.cmqkafka.facade.history;

/** A queue that is going to be deleted with whatever is in it. */
public record Retirement(String queue, long at) implements Event {}
