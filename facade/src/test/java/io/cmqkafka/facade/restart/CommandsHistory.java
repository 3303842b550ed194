package io.cmqkafka.facade.restart;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueueImage;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.QueueStore;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.ShardStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Tells from the commands log what became of a message: which commands changed it, which request of
 * which process was granted it, and where the message arrived. The commands are run again by the
 * rules of this build.
 */
final class CommandsHistory {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final KafkaTopics TOPICS = new KafkaTopics("cmq.");

  private final String servers;

  CommandsHistory(String servers) {
    this.servers = servers;
  }

  /** The history of each message with one of these bodies. */
  String of(QueueDefinition queue, Collection<String> bodies) {
    StringBuilder told = new StringBuilder();
    for (ConsumerRecord<byte[], byte[]> record : all(queue.kafkaTopic())) {
      String body = new String(record.value(), StandardCharsets.UTF_8);
      if (bodies.contains(body)) {
        told.append(
            "%s is at %s-%d, appended at %d%n"
                .formatted(body, record.topic(), record.offset(), record.timestamp()));
        events(queue.id(), record.offset())
            .forEach(event -> told.append("  ").append(event).append('\n'));
      }
    }
    return told.toString();
  }

  private List<String> events(String queueId, long offset) {
    List<String> events = new ArrayList<>();
    Map<Integer, QueueShard> shards = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : all(TOPICS.commands())) {
      QueueShard shard =
          shards.computeIfAbsent(record.partition(), p -> new QueueShard(new Nowhere()));
      try {
        LoggedCommand logged = CommandJson.decode(record.value());
        String place =
            "%d %s-%d".formatted(record.timestamp(), record.topic(), record.partition())
                + "@"
                + record.offset()
                + " ";
        if (logged instanceof LoggedCommand.ForQueue one) {
          boolean ours = one.target().queueId().equals(queueId);
          if (ours && names(one.command(), offset)) {
            events.add(place + one.origin() + " " + one.command());
          }
          shard.run(
              one.target(),
              one.command(),
              one.origin(),
              record.offset(),
              record.timestamp(),
              (to, reply) -> {
                if (ours
                    && reply instanceof Reply.Granted granted
                    && granted.grants().stream().anyMatch(grant -> grant.offset() == offset)) {
                  events.add(place + "grants it to " + to + " " + granted);
                }
              });
        } else if (logged instanceof LoggedCommand.Tick) {
          shard.tick(record.offset(), record.timestamp(), (to, reply) -> {});
        } else if (logged instanceof LoggedCommand.PutInForce newer) {
          shard.putInForce(newer.rules(), record.offset(), record.timestamp());
        }
      } catch (MalformedRecordException e) {
        events.add("malformed: " + e);
      }
    }
    return events;
  }

  private static boolean names(QueueCommand command, long offset) {
    List<Lease> leases =
        command instanceof QueueCommand.Delete delete
            ? delete.leases()
            : command instanceof QueueCommand.Release release ? release.leases() : List.of();
    return leases.stream().anyMatch(lease -> lease.offset() == offset)
        || command instanceof QueueCommand.Arrived arrived
            && arrived.from() <= offset
            && offset < arrived.to()
        || command instanceof QueueCommand.Trim
        || command instanceof QueueCommand.Clear
        || command instanceof QueueCommand.CutBack
        || command instanceof QueueCommand.Drop;
  }

  private List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream()
          .anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(POLL).forEach(records::add);
      }
      return records;
    }
  }

  /** Remembers nothing: the shard's memory is enough for one reading. */
  private static final class Nowhere implements ShardStore, QueueStore {
    @Override
    public QueueStore of(QueuePartition partition) {
      return this;
    }

    @Override
    public Map<QueuePartition, QueueImage> load() {
      return Map.of();
    }

    @Override
    public Progress loadProgress() {
      return Progress.NONE;
    }

    @Override
    public Rules loadRules() {
      return Rules.FIRST;
    }

    @Override
    public void saveRules(Rules rules) {}

    @Override
    public void saveProgress(Progress progress) {}

    @Override
    public void saveHeader(Header header) {}

    @Override
    public void removeHeader() {}

    @Override
    public void saveEntry(long offset, Entry entry) {}

    @Override
    public void removeEntry(long offset) {}

    @Override
    public void saveParked(Parked parked) {}

    @Override
    public void removeParked(long number) {}

    @Override
    public void saveSource(String source, SeenCopies seen) {}

    @Override
    public void removeSource(String source) {}
  }
}
