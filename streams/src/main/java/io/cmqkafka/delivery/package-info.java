/**
 * HTTP subscriptions: receives from their delivery queues, pushes, and decides when a failed push
 * is tried again. Uses {@code command} and {@code body} as a receive does; the push itself is given
 * by the process. Begin with {@link io.cmqkafka.delivery.Delivery}.
 */
package io.cmqkafka.delivery;
