/**
 * How many bytes a process may hold for its clients. Uses no other package. Packages that hold
 * bodies for requests take room here; {@code pushing} has a bound of its own. Begin with {@link
 * io.cmqkafka.budget.ByteBudget}.
 */
package io.cmqkafka.budget;
