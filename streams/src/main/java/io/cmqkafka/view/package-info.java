/**
 * The catalog as every process sees it, read from its compacted Kafka topic, and how a change of it
 * is asked for and waited for. Uses {@code command} for the changes; whether they happen is decided
 * by the {@code CatalogMachine}. Begin with {@link io.cmqkafka.view.CatalogView}.
 */
package io.cmqkafka.view;
