package io.cmqkafka.testing;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.KnownRules;
import io.cmqkafka.config.ProcessBounds;
import io.cmqkafka.config.QueueBounds;
import io.cmqkafka.config.Replication;
import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.config.TopicBounds;
import io.cmqkafka.config.TopicLayout;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.NotifyContentFormat;
import io.cmqkafka.topic.NotifyStrategy;
import io.cmqkafka.topic.Protocol;
import io.cmqkafka.view.CatalogJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Queues and clients as the tests of this package need them. */
public final class Fixtures {
  public static final String COMMANDS = "cmq.commands";
  public static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAQ";

  /** How often something is tried at random. */
  public static final int RANDOM_ROUNDS = Integer.getInteger("random.rounds", 20_000);

  private Fixtures() {}

  public static QueueDefinition queue(String name, long... begins) {
    return queue(name, "queue-" + name, "cmq.queue." + name, false, 345_600, begins);
  }

  public static QueueDefinition boundQueue(String name, String topic, int retentionSeconds) {
    return queue(name, "queue-" + name, topic, true, retentionSeconds, 0);
  }

  public static QueueDefinition queue(
      String name, String id, String topic, boolean bound, int retentionSeconds, long... begins) {
    List<Long> all = new ArrayList<>();
    for (long begin : begins) {
      all.add(begin);
    }
    return new QueueDefinition(
        name,
        id,
        topic,
        TOPIC_ID,
        bound,
        all,
        new QueueAttributes(1_000_000, 0, 30, 65_536, retentionSeconds, 0),
        0,
        0);
  }

  public static TopicDefinition topic(String name, FilterType filterType) {
    return new TopicDefinition(
        name, "topic-" + name, 65_536, filterType, new MessageId(3, 100), 0, 0);
  }

  /**
   * @param endpoint of protocol QUEUE the queue's name
   */
  public static SubscriptionDefinition subscription(
      TopicDefinition topic, String name, Protocol protocol, String endpoint, Filter filter) {
    return new SubscriptionDefinition(
        topic.name(),
        topic.id(),
        name,
        "subsc-" + name,
        protocol,
        endpoint,
        NotifyStrategy.BACKOFF_RETRY,
        NotifyContentFormat.SIMPLIFIED,
        filter,
        null,
        protocol == Protocol.HTTP
            ? queue(name, "subsc-" + name, "cmq.delivery." + name, false, 86_400, 0)
            : null,
        0,
        0);
  }

  /** The record of an entry in the catalog's topic. */
  public static ConsumerRecord<byte[], byte[]> entry(long offset, CatalogEntry entry) {
    return LogConsumer.record(
        new TopicPartition("cmq.catalog", 0),
        offset,
        entry.key().getBytes(StandardCharsets.UTF_8),
        CatalogJson.encode(new CatalogJson.Versioned(offset, entry)),
        1,
        new RecordHeaders());
  }

  public static CmqConfig config(Map<String, Object> kafka) {
    return new CmqConfig(
        new ThisProcess("me", true, Path.of("none"), kafka),
        layout(1),
        new TopologySettings(1, 0, 6_000, 100, new KnownRules(Rules.NEWEST, Rules.NEWEST), 60_000),
        new QueueBounds(100, Optional.empty(), 100, 100, 0),
        new TopicBounds(100, 100, Optional.empty(), 0),
        new ProcessBounds(1 << 20, 10, 1 << 20, 1 << 20, 5_000));
  }

  public static TopicLayout layout(int replicationFactor) {
    Replication replication = new Replication((short) replicationFactor, 1);
    return new TopicLayout(new KafkaTopics("cmq."), replication, 1, 1, 1);
  }

  public static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A producer whose records are appended at this time, epoch ms. */
  public static MockProducer<byte[], byte[]> producer(boolean autoComplete, LongSupplier logTime) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        return super.send(
            record,
            (taken, failure) ->
                callback.onCompletion(
                    failure != null
                        ? null
                        : new RecordMetadata(
                            new TopicPartition(taken.topic(), taken.partition()),
                            taken.offset(),
                            0,
                            logTime.getAsLong(),
                            0,
                            0),
                    failure));
      }
    };
  }

  /** What was appended to the commands log for queues. */
  public static List<LoggedCommand.ForQueue> questions(MockProducer<byte[], byte[]> producer) {
    return commands(producer).stream().map(LoggedCommand.ForQueue.class::cast).toList();
  }

  /** What was appended to the commands log. */
  public static List<LoggedCommand> commands(MockProducer<byte[], byte[]> producer) {
    List<LoggedCommand> commands = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      try {
        commands.add(CommandJson.decode(record.value()));
      } catch (MalformedRecordException e) {
        throw new AssertionError(e);
      }
    }
    return commands;
  }
}
