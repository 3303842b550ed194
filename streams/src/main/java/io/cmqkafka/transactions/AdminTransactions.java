package io.cmqkafka.transactions;

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
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.apache.kafka.common.internals.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transactions as brokers report them, in the topics of an application and in the partition to
 * which it commits its positions. That partition belongs to all groups, and is left out if this
 * process may not read it.
 */
final class AdminTransactions implements Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(AdminTransactions.class);
  private static final String POSITIONS = Topic.GROUP_METADATA_TOPIC_NAME;

  private static final Set<TransactionState> OVER =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private final Admin admin;
  private final String application;
  private final Collection<String> topics;
  private final String commands;
  private final TransactionRecords records;
  private final long timeoutMs;

  /**
   * @param application the name of its group, and the beginning of its transactional ids
   * @param topics that it writes to in transactions, partitioned as the commands are
   * @param commands the topic whose positions it commits
   */
  AdminTransactions(
      Admin admin,
      String application,
      Collection<String> topics,
      String commands,
      TransactionRecords records,
      long timeoutMs) {
    this.admin = admin;
    this.application = application;
    this.topics = topics;
    this.commands = commands;
    this.records = records;
    this.timeoutMs = timeoutMs;
  }

  @Override
  public Set<OpenTransaction> open()
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> asked = new ArrayList<>(topics);
    asked.add(POSITIONS);
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(asked).topicNameValues();
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : topics) {
      partitions.addAll(led(topic, partitions(described.get(topic))));
    }
    List<TopicPartitionInfo> all = partitions(described.get(POSITIONS));
    if (!all.isEmpty()) {
      partitions.addAll(led(POSITIONS, List.of(all.get(place(application, all.size())))));
    }
    return open(partitions);
  }

  @Override
  public Set<OpenTransaction> open(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    return producers(partitions).keySet();
  }

  @Override
  public Map<Long, KnownTransaction> known(Set<Long> producerIds)
      throws ExecutionException, InterruptedException, TimeoutException {
    Collection<TransactionListing> listed =
        within(
            admin
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producerIds))
                .all());
    List<String> ids =
        listed.stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith(application + "-"))
            .toList();
    DescribeTransactionsResult described = admin.describeTransactions(ids);
    Map<Long, KnownTransaction> known = new HashMap<>();
    for (String id : ids) {
      try {
        TransactionDescription one = within(described.description(id));
        known.put(one.producerId(), new KnownTransaction(id, toBeEnded(one)));
      } catch (ExecutionException e) {
        LOG.debug("no coordinator answers for {}", id, e);
      }
    }
    return known;
  }

  @Override
  public HeldCommands held(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicPartition partition = transaction.partition();
    return records.nameCommands(partition.topic())
        ? records.read(transaction, done(new TopicPartition(commands, partition.partition())))
        : HeldCommands.NONE;
  }

  @Override
  public Set<String> keys(OpenTransaction transaction) throws TimeoutException {
    return records.keys(transaction);
  }

  @Override
  public void fence(String transactionalId)
      throws ExecutionException, InterruptedException, TimeoutException {
    within(admin.fenceProducers(List.of(transactionalId)).all());
  }

  @Override
  public boolean abort(OpenTransaction transaction)
      throws ExecutionException, InterruptedException, TimeoutException {
    ProducerState producer = producers(Set.of(transaction.partition())).get(transaction);
    if (producer == null) {
      return false;
    }
    within(
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    transaction.partition(),
                    transaction.producerId(),
                    (short) producer.producerEpoch(),
                    Math.max(0, producer.coordinatorEpoch().orElse(0))))
            .all());
    return true;
  }

  private static Set<TopicPartition> toBeEnded(TransactionDescription transaction) {
    return OVER.contains(transaction.state()) ? Set.of() : transaction.topicPartitions();
  }

  /** The partition of a group's positions, chosen as Kafka's group coordinator chooses it. */
  static int place(String group, int partitions) {
    int hash = group.hashCode();
    return (hash == Integer.MIN_VALUE ? 0 : Math.abs(hash)) % partitions;
  }

  /**
   * The offset of the first command that the application would carry out if it began now.
   *
   * @throws ExecutionException while a transaction that commits the position is not ended
   */
  private long done(TopicPartition ofCommands)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        within(
            admin
                .listConsumerGroupOffsets(
                    Map.of(
                        application,
                        new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(ofCommands))),
                    new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(application));
    // The client leaves out unstable positions, and gives null for one that was never committed.
    if (!committed.containsKey(ofCommands)) {
      throw new ExecutionException(
          new UnstableOffsetCommitException("the position in " + ofCommands + " is being changed"));
    }
    OffsetAndMetadata position = committed.get(ofCommands);
    return position != null
        ? position.offset()
        : within(
                admin
                    .listOffsets(Map.of(ofCommands, OffsetSpec.earliest()))
                    .partitionResult(ofCommands))
            .offset();
  }

  /** The open transactions in these partitions. */
  private Map<OpenTransaction, ProducerState> producers(Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    DescribeProducersResult asked = admin.describeProducers(partitions);
    Map<OpenTransaction, ProducerState> open = new HashMap<>();
    for (TopicPartition partition : partitions) {
      List<ProducerState> producers =
          ifKnown(asked.partitionResult(partition))
              .map(DescribeProducersResult.PartitionProducerState::activeProducers)
              .orElse(List.of());
      for (ProducerState one : producers) {
        one.currentTransactionStartOffset()
            .ifPresent(
                start -> open.put(new OpenTransaction(partition, one.producerId(), start), one));
      }
    }
    return open;
  }

  private List<TopicPartitionInfo> partitions(KafkaFuture<TopicDescription> described)
      throws ExecutionException, InterruptedException, TimeoutException {
    return ifKnown(described).map(TopicDescription::partitions).orElse(List.of());
  }

  /** The partitions that have a leader. For others the client would wait. */
  private static Set<TopicPartition> led(String topic, List<TopicPartitionInfo> partitions) {
    return partitions.stream()
        .filter(one -> one.leader() != null && !one.leader().isEmpty())
        .map(one -> new TopicPartition(topic, one.partition()))
        .collect(Collectors.toSet());
  }

  /**
   * Empty for a topic that does not exist yet or may not be read. The first start makes the
   * changelogs, and the first commit of any group makes the topic of positions.
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
