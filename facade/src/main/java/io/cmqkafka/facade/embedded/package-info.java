/**
 * A real Kafka of one node in this process, for when no cluster is configured, and the data
 * directory it lives in. Clients cannot tell it from any other Kafka. The only package that sees
 * the broker's classes.
 */
package io.cmqkafka.facade.embedded;
