package io.cmqkafka.repair;

import static org.awaitility.Awaitility.await;

import io.cmqkafka.Failures;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.browsing.RecordReader;
import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.RulesInForce;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.Machines;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import io.cmqkafka.testing.SteppedPauses;
import io.cmqkafka.view.CatalogChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Processes that repair messages, with the real machines of queues and of the catalog, and no
 * Kafka. Everything goes on in {@link #until}. The pauses of redrives last until the test says so.
 */
final class InMemoryCluster implements AutoCloseable {
  private static final long NOW = 1_700_000_000_000L;
  private static final int PATIENT_MS = 120_000;

  final Machines machines = new Machines(NOW);
  final CatalogLog catalog = new CatalogLog();
  final SteppedPauses pauses = new SteppedPauses();

  /** Names of queues that let no more in. */
  final Map<String, Refusal> closed = new ConcurrentHashMap<>();

  /** Ids of queues whose letters nobody moves. */
  final Set<String> stuck = new HashSet<>();

  /** Ids of queues whose Kafka topic refuses letters for good. */
  final Set<String> refusing = new HashSet<>();

  /** How many messages a queue partition may have on their way. */
  int maxLeaving = 1_000_000;

  /** The messages that have left their queue, in this order. */
  final List<DeadLetter> moved = new ArrayList<>();

  private final List<DeadLetter> letters = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final Map<QueuePartition, Long> ends = new HashMap<>();

  InMemoryCluster(CatalogEntry... entries) {
    machines.putInForce(Rules.NEWEST);
    machines.decideAboutCatalog(
        catalog,
        Stream.concat(Stream.of(entries), Stream.of(new RulesInForce(Rules.NEWEST.version())))
            .toArray(CatalogEntry[]::new));
    catalog.view.start();
    until(() -> catalog.view.version() == catalog.version());
  }

  /** One process that carries redrives out while it {@link #owns} the catalog. */
  final class Process {
    final String name;
    final PendingReplies pending;
    final MockProducer<byte[], byte[]> producer;
    final RecordReader records;
    final Redriving redriving;
    final RedriveRunner runner;
    final KafkaRepairs repairs;
    volatile boolean owns;

    private final LogConsumer consumer = new LogConsumer();

    private Process(String name, long timeoutMs) {
      this.name = name;
      pending = new PendingReplies(name, 1_000);
      producer = machines.producerOf(name, pending);
      CommandLog log =
          new CommandLog(producer, Fixtures.COMMANDS, 1, pending, new LogClock(), PATIENT_MS);
      PartitionRequests requests = new PartitionRequests(log, PATIENT_MS);
      CatalogChanges changes = new CatalogChanges(log, catalog.view, PATIENT_MS);
      InMemoryCluster.this.records.forEach(consumer::append);
      records = new RecordReader(consumer, PATIENT_MS);
      records.start();
      redriving =
          new Redriving(
              requests,
              records,
              catalog.view,
              (queue, messages) ->
                  closed.containsKey(queue.name())
                      ? Failures.refused(closed.get(queue.name()))
                      : CompletableFuture.completedFuture(null),
              queue -> closed.get(queue.name()) == Refusal.KAFKA_TOPIC_GONE,
              maxLeaving,
              timeoutMs);
      runner =
          new RedriveRunner(
              catalog.view, changes, requests, redriving, () -> owns, pauses::after, pauses::nanos);
      repairs =
          new KafkaRepairs(
              catalog.view,
              changes,
              requests,
              redriving,
              queue -> CompletableFuture.completedFuture(null));
    }
  }

  Process process(String name) {
    return process(name, PATIENT_MS);
  }

  /**
   * @param timeoutMs it waits half as long for messages to arrive
   */
  Process process(String name, long timeoutMs) {
    Process process = new Process(name, timeoutMs);
    processes.add(process);
    return process;
  }

  void send(QueueDefinition queue, int partition, int messages) {
    for (int i = 0; i < messages; i++) {
      send(queue, partition, new byte[] {1}, null);
    }
  }

  /** A message that died in the queue of this id. */
  void sendLetter(QueueDefinition queue, String diedIn) {
    long number = ends.getOrDefault(new QueuePartition(queue.id(), 0), 0L);
    String source = CopyHeader.ofDeadLetters(diedIn, 0);
    send(queue, 0, new byte[] {1}, new CopyHeader(source, number, number - 1));
  }

  /**
   * @param copyOf null for none
   */
  void send(QueueDefinition queue, int partition, byte[] body, CopyHeader copyOf) {
    QueuePartition target = new QueuePartition(queue.id(), partition);
    RecordHeaders headers = new RecordHeaders();
    if (copyOf != null) {
      copyOf.addTo(headers);
    }
    ConsumerRecord<byte[], byte[]> record =
        LogConsumer.record(
            new TopicPartition(queue.kafkaTopic(), partition),
            ends.merge(target, 1L, Long::sum) - 1,
            null,
            body,
            NOW,
            headers);
    records.add(record);
    processes.forEach(one -> one.consumer.append(record));
    machines.arrive(target, 1);
  }

  /** Goes on until this is so. */
  void until(Callable<Boolean> condition) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              pauses.runDue();
              machines.process();
              moveLetters();
              return condition.call();
            });
  }

  <T> T join(CompletableFuture<T> future) {
    until(future::isDone);
    return future.join();
  }

  /** Every process looks for what it is to carry out. */
  void review() {
    processes.forEach(one -> one.runner.review());
  }

  /** How long the one redrive under way rests now, ms, after it has done what it can. */
  long rest() {
    until(() -> pauses.shortest().orElse(0) > 0);
    return pauses.shortest().getAsLong();
  }

  private void moveLetters() {
    letters.addAll(machines.newlyDead());
    for (DeadLetter letter : List.copyOf(letters)) {
      if (stuck.contains(letter.target())) {
        continue;
      }
      letters.remove(letter);
      if (refusing.contains(letter.target())) {
        machines.run(letter.partition(), new QueueCommand.Return(List.of(letter.buried())));
      } else {
        moved.add(letter);
        machines.run(letter.partition(), new QueueCommand.Moved(List.of(letter.buried())));
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(one -> one.records.close());
    catalog.view.close();
  }
}
