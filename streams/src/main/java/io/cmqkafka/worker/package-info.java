/**
 * Threads that go on after failures. Uses only {@code logging}. Begin with {@link
 * io.cmqkafka.worker.ConsumerLoop}, which runs every thread that has a Kafka consumer; {@link
 * io.cmqkafka.worker.Worker} tells an operator which thread has ended.
 */
package io.cmqkafka.worker;
