package io.cmqkafka.config;

/**
 * The Kafka topics of ours.
 *
 * @param commandsPartitions partitions of the commands log, fixed when it is first created
 * @param repliesPartitions likewise of the replies topic
 * @param publicationsPartitions likewise of the publications topic
 */
public record TopicLayout(
    KafkaTopics names,
    Replication replication,
    int commandsPartitions,
    int repliesPartitions,
    int publicationsPartitions) {}
