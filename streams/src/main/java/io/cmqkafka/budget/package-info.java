/**
 * How many bytes a process may hold for its clients. Uses no other package; every package that
 * holds bodies uses it. Begin with {@link io.cmqkafka.budget.ByteBudget}.
 */
package io.cmqkafka.budget;
