package io.cmqkafka.transactions;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * The questions that Kafka answers about transactions (KIP-664). Every method blocks, within a
 * timeout.
 */
interface Transactions {

  /** The open transactions in partitions of the application, as their leaders see them. */
  Set<OpenTransaction> open() throws ExecutionException, InterruptedException, TimeoutException;

  /** As {@link #open()}, in these partitions only. */
  Set<OpenTransaction> open(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException;

  /** Producers of this application, by their ids; without those that no coordinator answers for. */
  Map<Long, KnownTransaction> known(Set<Long> producerIds)
      throws ExecutionException, InterruptedException, TimeoutException;

  /** The commands that its records name. */
  HeldCommands held(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException;

  /**
   * The keys of its records, and of those behind it.
   *
   * @param transaction open or ended
   */
  Set<String> keys(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException;

  /**
   * After it returns, the producer that has this id now can neither write nor commit. The next one
   * of this id has begun anew.
   */
  void fence(String transactionalId)
      throws ExecutionException, InterruptedException, TimeoutException;

  /**
   * Ends a transaction in its partition, without asking its coordinator.
   *
   * @return false if it is not open any more
   */
  boolean abort(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException;
}
