/**
 * What a process is told when it starts, and the names of Kafka topics that follow from it. Knows
 * which versions of the rules there are, and nothing else of ours. Begin with {@link
 * io.cmqkafka.config.CmqConfig}.
 */
package io.cmqkafka.config;
