/**
 * Transactions of the queues' topology that nobody ends any more, because Kafka has forgotten them:
 * found, judged and ended. Uses {@code command} only to have an entry of the catalog published
 * again. Begin with {@link io.cmqkafka.transactions.HangingTransactions}.
 */
package io.cmqkafka.transactions;
