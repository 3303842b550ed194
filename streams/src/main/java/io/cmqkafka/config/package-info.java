/**
 * What a process is told when it starts, one small record for each topic. Uses {@code queue} for
 * the versions of the rules, and nothing else of ours. Begin with {@link
 * io.cmqkafka.config.CmqConfig}; each part of a process is given the records that it needs.
 */
package io.cmqkafka.config;
