package io.cmqkafka;

import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;

/**
 * A message as it was published.
 *
 * @param id what the publisher was told
 * @param body as the publisher gave it, byte for byte; not necessarily UTF-8
 * @param publishTimeMs epoch milliseconds of log time
 */
public record Publication(MessageId id, byte[] body, Labels labels, long publishTimeMs) {}
