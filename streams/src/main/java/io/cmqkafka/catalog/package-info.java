/**
 * What exists, pure: queues, topics and their subscriptions, names that are being released, and the
 * cluster's key of receipt handles. A {@link io.cmqkafka.catalog.CatalogMachine} decides about
 * changes in the order of commands partition 0, so that two processes that race for one name get
 * one success.
 */
package io.cmqkafka.catalog;
