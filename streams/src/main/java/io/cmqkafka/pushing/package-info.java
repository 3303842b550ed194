/**
 * Pushes messages of HTTP subscriptions: receives from their delivery queues, and decides when a
 * failed push is tried again. Uses {@code command} and {@code body} as a receive does; the HTTP
 * request is made by a {@link io.cmqkafka.Pusher}, which the program brings. Begin with {@link
 * io.cmqkafka.pushing.PushLoop}, which is there once for each subscription.
 */
package io.cmqkafka.pushing;
