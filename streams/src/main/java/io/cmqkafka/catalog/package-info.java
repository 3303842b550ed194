/**
 * The rules of what exists, pure: queues, topics, subscriptions, names that are being released, and
 * the cluster's key of receipt handles. Uses the values of {@code queue} and {@code topic}. Begin
 * with {@link io.cmqkafka.catalog.CatalogMachine}, which decides about changes in the order of
 * commands partition 0, so that of two processes that race for one name one succeeds.
 */
package io.cmqkafka.catalog;
