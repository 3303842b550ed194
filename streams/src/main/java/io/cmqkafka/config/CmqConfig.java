package io.cmqkafka.config;

/** What the Kafka side of a process is told, by topic. */
public record CmqConfig(
    ThisProcess process,
    TopicLayout layout,
    TopologySettings topology,
    QueueBounds queues,
    TopicBounds topics,
    ProcessBounds bounds) {}
