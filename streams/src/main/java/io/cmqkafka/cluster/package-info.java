/**
 * The other processes of the cluster, as one of them sees them: which live, and which version of
 * the rules they all can decide by. Asks Kafka for the members of the Streams group, and puts rules
 * in force by {@code command}. {@link io.cmqkafka.cluster.KafkaCluster} tells people of them. Begin
 * with {@link io.cmqkafka.cluster.LiveProcesses}.
 */
package io.cmqkafka.cluster;
