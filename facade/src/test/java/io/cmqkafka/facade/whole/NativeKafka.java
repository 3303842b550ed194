package io.cmqkafka.facade.whole;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.TestedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own clients beside a server, as any program would use them. For one thread. */
final class NativeKafka implements AutoCloseable {
  private final String servers;
  final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  NativeKafka(TestedServer server) {
    servers = server.bootstrapServers();
    admin = Admin.create(client());
    producer = producer(Map.of());
  }

  void create(String topic, int partitions, Map<String, String> settings) throws Exception {
    admin
        .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)))
        .all()
        .get();
    // Known to the broker as well as to its controller.
    while (!admin.listTopics().names().get().contains(topic)) {
      Thread.onSpinWait();
    }
  }

  /** In a topic that is there. */
  RecordMetadata write(ProducerRecord<byte[], byte[]> record)
      throws ExecutionException, InterruptedException {
    return producer.send(record).get();
  }

  /** How many partitions of the publications each process copies. */
  Map<String, Integer> sharesOfFanOut() throws ExecutionException, InterruptedException {
    return admin
        .describeConsumerGroups(Set.of("cmq.fan-out"))
        .all()
        .get()
        .get("cmq.fan-out")
        .members()
        .stream()
        .collect(
            Collectors.toMap(
                member -> member.clientId().replaceFirst("-StreamThread.*", ""),
                member -> member.assignment().topicPartitions().size(),
                Integer::sum));
  }

  int partitions(String topic) {
    return producer.partitionsFor(topic).size();
  }

  /** Waits for so many records of a topic, and takes those that come with them. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Set<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toSet());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (records.size() < count) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        if (System.nanoTime() - giveUp > 0) {
          throw new AssertionError(
              topic + " has " + records.size() + " records instead of " + count);
        }
      }
    }
    return records;
  }

  /** The record that a msgId names. */
  ConsumerRecord<byte[], byte[]> record(String topic, String msgId) {
    long id = Long.parseLong(msgId);
    TopicPartition partition = new TopicPartition(topic, (int) (id >> 48) - 1);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, id & (1L << 48) - 1);
      return consumer.poll(Duration.ofSeconds(60)).iterator().next();
    }
  }

  /** Null when it is not there. */
  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(header -> new String(header.value(), UTF_8))
        .orElse(null);
  }

  static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
    List<String> names = new ArrayList<>();
    for (Header header : record.headers()) {
      names.add(header.key());
    }
    return names;
  }

  static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    Map<String, Object> settings = client();
    settings.putAll(more);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> client() {
    return new HashMap<>(Map.of("bootstrap.servers", servers));
  }

  @Override
  public void close() {
    admin.close();
    producer.close();
  }
}
