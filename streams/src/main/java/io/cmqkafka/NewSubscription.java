package io.cmqkafka;

import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;

/**
 * What Subscribe asks for.
 *
 * @param endpoint an http URL, a queue's name or a Kafka topic's name, as the protocol says
 * @param deadLetterQueue the name of the queue that pushes given up go to; null for none
 */
public record NewSubscription(
    String name,
    Protocol protocol,
    String endpoint,
    NotifyStrategy notifyStrategy,
    NotifyContentFormat notifyContentFormat,
    Filter filter,
    String deadLetterQueue) {}
