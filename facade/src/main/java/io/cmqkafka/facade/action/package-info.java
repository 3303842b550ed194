/**
 * CMQ's verbs, one file each; {@link io.cmqkafka.facade.action.Actions} is the table of contents.
 *
 * <p>An action's {@code parse} decides everything that needs nothing but the parameters, the
 * definitions of queues, topics and subscriptions, and the operator's limits; what depends on more
 * is refused by {@link io.cmqkafka.Queues} and {@link io.cmqkafka.Topics}, and such a {@link
 * io.cmqkafka.queue.RefusedException} passes through the action's future unchanged (or inside a
 * {@code CompletionException}), save one that CMQ words differently for topics.
 *
 * <p>An action may be parsed and run a second time when its first attempt was refused because of
 * what the catalog said, so what is refused for that must have had no effect.
 */
package io.cmqkafka.facade.action;
