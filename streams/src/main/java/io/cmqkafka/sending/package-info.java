/**
 * Whether a send is let in: counts of queues against their limits, and rates. Asks machines for
 * counts by {@code command}. Begin with {@link io.cmqkafka.sending.HeapGuard}.
 */
package io.cmqkafka.sending;
