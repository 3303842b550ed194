/**
 * The face of the Kafka side: {@link io.cmqkafka.Queues} and {@link io.cmqkafka.Topics} are what
 * can be asked of a cluster, as futures, beside them the values that go in and come out. It uses
 * the pure packages {@code queue}, {@code topic} and {@code catalog} and knows no Kafka, no HTTP
 * and no wire format. Begin with {@code Queues}, then see {@code io.cmqkafka.node} for who answers
 * it.
 */
package io.cmqkafka;
