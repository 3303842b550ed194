/**
 * CMQ's verbs, one file each. Begin with {@link io.cmqkafka.facade.action.Actions}, the table of
 * contents. Uses {@code classic} for parameters and errors, and the face ({@link
 * io.cmqkafka.Queues}, {@link io.cmqkafka.Topics}) for the work.
 *
 * <p>An action's {@code parse} decides all that needs only the parameters, the definitions of
 * queues, topics and subscriptions, and the operator's limits. The face refuses what depends on
 * more. Its {@link io.cmqkafka.queue.RefusedException} passes through the action's future unchanged
 * (or inside a {@code CompletionException}), except one that CMQ words differently for topics.
 *
 * <p>An action may be parsed and run a second time when its first attempt was refused because of
 * the catalog. So an attempt that is refused for that must have had no effect.
 */
package io.cmqkafka.facade.action;
