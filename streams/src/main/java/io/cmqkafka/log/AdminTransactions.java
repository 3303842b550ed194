package io.cmqkafka.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;

/**
 * Transactions as the brokers tell of them, in the changelogs and in the partition in which a group
 * commits its positions. That one belongs to everybody, and is left out if it may not be looked at.
 */
final class AdminTransactions implements Transactions {
  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private final Admin admin;
  private final Collection<TopicPartition> changelogs;
  private final String group;
  private final long timeoutMs;

  AdminTransactions(
      Admin admin, Collection<TopicPartition> changelogs, String group, long timeoutMs) {
    this.admin = admin;
    this.changelogs = changelogs;
    this.group = group;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public Set<OpenTransaction> open()
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<TopicPartition> partitions = new HashSet<>(changelogs);
    partitions.addAll(positions());
    return open(partitions);
  }

  @Override
  public Set<OpenTransaction> open(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    DescribeProducersResult asked = admin.describeProducers(partitions);
    Set<OpenTransaction> open = new HashSet<>();
    for (TopicPartition partition : partitions) {
      for (ProducerState producer : producers(asked, partition)) {
        producer
            .currentTransactionStartOffset()
            .ifPresent(
                start ->
                    open.add(
                        new OpenTransaction(
                            partition,
                            producer.producerId(),
                            start,
                            producer.producerEpoch(),
                            Math.max(0, producer.coordinatorEpoch().orElse(0)))));
      }
    }
    return open;
  }

  @Override
  public Map<Long, KnownTransaction> known(Set<Long> producerIds)
      throws ExecutionException, InterruptedException, TimeoutException {
    Collection<TransactionListing> listed =
        within(
            admin
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producerIds))
                .all());
    List<String> ids = listed.stream().map(TransactionListing::transactionalId).toList();
    Map<Long, KnownTransaction> known = new HashMap<>();
    for (Map.Entry<String, TransactionDescription> one :
        within(admin.describeTransactions(ids).all()).entrySet()) {
      TransactionDescription description = one.getValue();
      known.put(
          description.producerId(),
          new KnownTransaction(
              one.getKey(),
              OVER.contains(description.state()) ? Set.of() : description.topicPartitions()));
    }
    return known;
  }

  @Override
  public void abort(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException {
    within(
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    transaction.partition(),
                    transaction.producerId(),
                    (short) transaction.producerEpoch(),
                    transaction.coordinatorEpoch()))
            .all());
  }

  /** A changelog is not there before the first start has made it. */
  private List<ProducerState> producers(DescribeProducersResult asked, TopicPartition partition)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return within(asked.partitionResult(partition)).activeProducers();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return List.of();
      }
      throw e;
    }
  }

  /** As Kafka's group coordinator places a group. */
  private Set<TopicPartition> positions()
      throws ExecutionException, InterruptedException, TimeoutException {
    String topic = Topic.GROUP_METADATA_TOPIC_NAME;
    try {
      int count =
          within(admin.describeTopics(Set.of(topic)).topicNameValues().get(topic))
              .partitions()
              .size();
      return Set.of(new TopicPartition(topic, (group.hashCode() & Integer.MAX_VALUE) % count));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return Set.of();
      }
      throw e;
    }
  }

  private <T> T within(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(timeoutMs, TimeUnit.MILLISECONDS);
  }
}
