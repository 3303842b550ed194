/**
 * Looking at the messages of a queue without receiving them. States come from the machines, by a
 * command, so they are those of one point of log time; bodies come from Kafka, by a consumer of
 * their own, so receives are not held up. What became of a message is read from the commands log,
 * by the same consumer. Begin with {@link io.cmqkafka.browsing.Browsing}.
 */
package io.cmqkafka.browsing;
