package io.cmqkafka.queue;

/** Offsets from {@code from} to just before {@code to}. */
public record OffsetRange(long from, long to) {}
