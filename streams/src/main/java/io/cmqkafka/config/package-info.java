/**
 * What a process is told when it starts. Uses {@code queue} for the versions of the rules, and
 * nothing else of ours. Begin with {@link io.cmqkafka.config.CmqConfig}.
 */
package io.cmqkafka.config;
