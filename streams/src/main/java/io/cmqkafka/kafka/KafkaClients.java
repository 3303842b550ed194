package io.cmqkafka.kafka;

import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Kafka clients of a process, each set up for its task. The user of a client closes it.
 * {@link #close} closes clients that no user has closed.
 */
public final class KafkaClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaClients.class);

  /** The body producer's metadata of a topic lives for so long after the last send to it, ms. */
  private static final long METADATA_IDLE_MS = TimeUnit.HOURS.toMillis(1);

  /** The largest body, 1 MiB, with room for the record around it. */
  private static final int MAX_REQUEST_BYTES = 2 << 20;

  /**
   * A request carries one batch for each partition, and Kafka's default of 16 KiB makes a busy
   * queue wait a round trip for every 15 messages of 1 KiB.
   */
  private static final int BATCH_BYTES = 128 << 10;

  private static final long COMMANDS_BUFFER_BYTES = 32L << 20;

  /** Some 50 commands. The buffer then has room for one batch to each of 2,000 partitions. */
  private static final int COMMANDS_BATCH_BYTES = 16 << 10;

  private final CmqConfig config;
  private final MeterRegistry meters;
  private final TopicMetrics topicMetrics;
  private final Deque<AutoCloseable> made = new ConcurrentLinkedDeque<>();

  private final List<Worker> senders = new CopyOnWriteArrayList<>();

  /**
   * @param meters where clients that are used for messages show Kafka's own metrics
   */
  public KafkaClients(CmqConfig config, MeterRegistry meters) {
    this.config = config;
    this.meters = meters;
    this.topicMetrics =
        new TopicMetrics(
            List.of(
                config.layout().names().queuePrefix(), config.layout().names().deliveryPrefix()));
  }

  /** Keeps the metrics of clients free of topics that are gone. */
  public TopicMetrics topicMetrics() {
    return topicMetrics;
  }

  /** The producers that were made. A producer without its thread sends nothing. */
  public List<Worker> senders() {
    return List.copyOf(senders);
  }

  public Admin admin() {
    Admin admin =
        Admin.create(
            with(
                "admin",
                Map.of(
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, config.bounds().requestTimeoutMs(),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        config.bounds().requestTimeoutMs())));
    made.push(() -> admin.close(Duration.ofSeconds(1)));
    return admin;
  }

  /**
   * For bodies. It has room for all bytes that may be in flight. Only small messages to very many
   * partitions at a time may lack room, since each partition needs a batch.
   */
  public Producer<byte[], byte[]> bodyProducer() {
    return producer("bodies", config.bounds().maxInflightBytes() + MAX_REQUEST_BYTES, BATCH_BYTES);
  }

  /** For publications: as the one for bodies, but for few partitions. */
  public Producer<byte[], byte[]> publicationProducer() {
    return producer(
        "publications", config.bounds().maxInflightBytes() + MAX_REQUEST_BYTES, BATCH_BYTES);
  }

  /** For commands and for replies to other processes. */
  public Producer<byte[], byte[]> commandProducer() {
    return producer("commands", COMMANDS_BUFFER_BYTES, COMMANDS_BATCH_BYTES);
  }

  public Consumer<byte[], byte[]> catalogConsumer() {
    return consumer("catalog", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"));
  }

  /** For questions about the catalog's end. It fetches nothing, so no fetch holds a question up. */
  public Consumer<byte[], byte[]> catalogEndConsumer() {
    return consumer("catalog-end", Map.of());
  }

  public Consumer<byte[], byte[]> replyConsumer() {
    return consumer("replies", Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"));
  }

  public Consumer<byte[], byte[]> numbersConsumer() {
    return consumer(
        "numbers",
        Map.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest",
            // Little comes, and only now and then.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            5_000));
  }

  public Consumer<byte[], byte[]> tailConsumer() {
    // A fetch that waits holds up the next request to that broker, and so the first message of a
    // queue that is new. A short wait costs an idle process and its brokers a request each time.
    return messageConsumer("arrivals", 8 << 20, 1 << 20, 100);
  }

  public Consumer<byte[], byte[]> bodyConsumer() {
    // Everything it asks for is there: a fetch that waits only holds up the next one.
    return messageConsumer("body-fetcher", 4 << 20, 256 << 10, 10);
  }

  /** For those who look at messages, now and then. */
  public Consumer<byte[], byte[]> recordConsumer() {
    return messageConsumer("record-reader", 4 << 20, 256 << 10, 10);
  }

  /** Reads what is not committed too. The caller closes it. */
  public Consumer<byte[], byte[]> uncommittedConsumer() {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return newConsumer("uncommitted", all);
  }

  /** Closes the clients that are not closed yet, without waiting for their work. */
  @Override
  public void close() {
    for (AutoCloseable client = made.poll(); client != null; client = made.poll()) {
      try {
        client.close();
      } catch (Exception e) {
        // A consumer whose thread hangs cannot be closed by another one.
        LOG.debug("closing a Kafka client failed", e);
      }
    }
  }

  private Producer<byte[], byte[]> producer(String role, long bufferBytes, int batchBytes) {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Records that are sent while a request is on its way make the next batch. So a lone sender
    // never waits, and many senders share the cost of a request. A broker takes the next request of
    // a connection only after it has answered the last one anyway.
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
    // Never blocks. A client forgets all topics when it loses every broker, and then each send
    // would hold a thread that others need. A record that cannot be taken at once fails, and makes
    // the client ask for its topic.
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, config.bounds().requestTimeoutMs());
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, config.bounds().requestTimeoutMs() + 1);
    all.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_IDLE_MS);
    LastingProducer producer = new LastingProducer(role, with(role, all));
    senders.add(producer);
    made.push(() -> producer.close(Duration.ZERO));
    show(new KafkaClientMetrics(topicMetrics.watch(producer)));
    return producer;
  }

  /** Reads queues' Kafka topics, from offsets that it is told. */
  private Consumer<byte[], byte[]> messageConsumer(
      String role, int maxBytes, int maxPartitionBytes, int maxWaitMs) {
    Consumer<byte[], byte[]> consumer =
        consumer(
            role,
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, maxBytes,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, maxPartitionBytes,
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, maxWaitMs));
    show(new KafkaClientMetrics(topicMetrics.watch(consumer)));
    return consumer;
  }

  private void show(KafkaClientMetrics metrics) {
    made.push(metrics);
    metrics.bindTo(meters);
  }

  private Consumer<byte[], byte[]> consumer(String role, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    Consumer<byte[], byte[]> consumer = newConsumer(role, all);
    made.push(() -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    return consumer;
  }

  private Consumer<byte[], byte[]> newConsumer(String role, Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A call that blocks holds up all other work of the consumer's thread.
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, config.bounds().requestTimeoutMs());
    return new KafkaConsumer<>(
        with(role, all), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> with(String role, Map<String, Object> more) {
    Map<String, Object> all = config.process().kafkaWith(more);
    all.put(
        CommonClientConfigs.CLIENT_ID_CONFIG, "cmq-" + role + "-" + config.process().instanceId());
    return all;
  }
}
