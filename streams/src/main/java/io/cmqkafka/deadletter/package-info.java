/**
 * Moves dead letters from the queue in which they died to their dead-letter queue. Uses {@code
 * body} to read and write them, and {@code command} to say that they have been moved. Begin with
 * {@link io.cmqkafka.deadletter.DeadLetters}.
 */
package io.cmqkafka.deadletter;
