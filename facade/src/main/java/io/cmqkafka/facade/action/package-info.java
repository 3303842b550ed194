/**
 * CMQ's verbs, one file each; {@link io.cmqkafka.facade.action.Actions} is the table of contents.
 *
 * <p>An action's {@code parse} decides everything that needs nothing but the parameters, the
 * queue's definition and the operator's limits; what depends on a queue's messages is refused by
 * {@link io.cmqkafka.Queues}, and such a {@link io.cmqkafka.queue.RefusedException} passes through
 * the action's future unchanged (or inside a {@code CompletionException}).
 */
package io.cmqkafka.facade.action;
