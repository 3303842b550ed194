/**
 * Numbers over time: each process tells in {@code cmq.numbers} how full the queues are that it
 * decides about and what it did, and remembers what all of them tell. Uses {@code command}'s clock,
 * {@code view} and {@code body}. Begin with {@link io.cmqkafka.numbers.NumbersLog}.
 */
package io.cmqkafka.numbers;
