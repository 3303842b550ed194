package io.cmqkafka.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
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
  private final Collection<String> changelogs;
  private final String group;
  private final long timeoutMs;

  AdminTransactions(Admin admin, Collection<String> changelogs, String group, long timeoutMs) {
    this.admin = admin;
    this.changelogs = changelogs;
    this.group = group;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public Set<OpenTransaction> open()
      throws ExecutionException, InterruptedException, TimeoutException {
    String positions = Topic.GROUP_METADATA_TOPIC_NAME;
    List<String> topics = new ArrayList<>(changelogs);
    topics.add(positions);
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(topics).topicNameValues();
    Set<TopicPartition> partitions = new HashSet<>();
    for (String changelog : changelogs) {
      partitions.addAll(led(changelog, partitions(described.get(changelog))));
    }
    List<TopicPartitionInfo> all = partitions(described.get(positions));
    if (!all.isEmpty()) {
      // As Kafka's group coordinator places a group.
      int place = (group.hashCode() & Integer.MAX_VALUE) % all.size();
      partitions.addAll(led(positions, List.of(all.get(place))));
    }
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

  private List<ProducerState> producers(DescribeProducersResult asked, TopicPartition partition)
      throws ExecutionException, InterruptedException, TimeoutException {
    return ifKnown(asked.partitionResult(partition))
        .map(DescribeProducersResult.PartitionProducerState::activeProducers)
        .orElse(List.of());
  }

  private List<TopicPartitionInfo> partitions(KafkaFuture<TopicDescription> described)
      throws ExecutionException, InterruptedException, TimeoutException {
    return ifKnown(described).map(TopicDescription::partitions).orElse(List.of());
  }

  /** Those that have a leader to be asked; for others the client would wait. */
  private static Set<TopicPartition> led(String topic, List<TopicPartitionInfo> partitions) {
    return partitions.stream()
        .filter(one -> one.leader() != null && !one.leader().isEmpty())
        .map(one -> new TopicPartition(topic, one.partition()))
        .collect(Collectors.toSet());
  }

  /**
   * Nothing of a topic that may not be looked at, or is not there: the first start makes the
   * changelogs, and whoever commits first the other one.
   */
  private <T> Optional<T> ifKnown(KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Optional.of(within(answer));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <T> T within(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(timeoutMs, TimeUnit.MILLISECONDS);
  }
}
