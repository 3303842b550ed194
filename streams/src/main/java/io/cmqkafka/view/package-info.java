/**
 * The catalog as every process sees it, read from its compacted Kafka topic. A change is asked for
 * by {@code command}, decided by the {@code CatalogMachine}, and waited for here. Begin with {@link
 * io.cmqkafka.view.CatalogView}.
 */
package io.cmqkafka.view;
