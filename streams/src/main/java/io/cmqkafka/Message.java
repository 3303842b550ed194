package io.cmqkafka;

import io.cmqkafka.queue.MessageId;

/**
 * A message handed to one receiver. Times are epoch milliseconds of log time.
 *
 * @param body the record's value, byte for byte; not necessarily UTF-8
 * @param receiptHandle deletes this delivery until {@code nextVisibleTimeMs}
 * @param dequeueCount 1 on the first delivery
 */
public record Message(
    MessageId id,
    String receiptHandle,
    byte[] body,
    long enqueueTimeMs,
    long nextVisibleTimeMs,
    long firstDequeueTimeMs,
    int dequeueCount) {}
