package io.cmqkafka.queue;

/** A message that is not to be delivered before {@code due} (epoch ms) by the brokers' clock. */
public record DelayedOffset(long offset, long due) {}
