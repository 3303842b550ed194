package io.cmqkafka.copy;

/** Numbers of a source that were sent and not seen: {@code from} included, {@code to} not. */
public record Hole(long from, long to) {}
