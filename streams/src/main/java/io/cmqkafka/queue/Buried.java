package io.cmqkafka.queue;

/**
 * One death of the message at an offset. After a rewind the same message may die another time.
 *
 * @param number the burial's serial number in its queue partition
 */
public record Buried(long offset, long number) {}
