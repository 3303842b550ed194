package io.cmqkafka.queue;

/** A message that is not to be delivered before log time {@code due} (epoch ms). */
public record DelayedOffset(long offset, long due) {}
