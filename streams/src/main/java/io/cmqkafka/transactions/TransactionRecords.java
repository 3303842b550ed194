package io.cmqkafka.transactions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of transactions, be they open or ended. */
final class TransactionRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<String, Function<ConsumerRecord<byte[], byte[]>, OptionalLong>> commands;
  private final long timeoutMs;

  /**
   * @param consumers makes a consumer that also reads uncommitted records; it is closed after use
   * @param commands by topic, a function that finds the command that a record names
   */
  TransactionRecords(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Map<String, Function<ConsumerRecord<byte[], byte[]>, OptionalLong>> commands,
      long timeoutMs) {
    this.consumers = consumers;
    this.commands = commands;
    this.timeoutMs = timeoutMs;
  }

  boolean nameCommands(String topic) {
    return commands.containsKey(topic);
  }

  /**
   * Blocks until a record names a command, or everything from the transaction's start on is read.
   *
   * @param done the committed position of its commands
   * @throws TimeoutException when that takes too long
   */
  HeldCommands read(OpenTransaction transaction, long done) throws TimeoutException {
    var commandOf = commands.get(transaction.partition().topic());
    AtomicReference<OptionalLong> first = new AtomicReference<>(OptionalLong.empty());
    read(
        transaction,
        record -> {
          first.set(commandOf.apply(record));
          return first.get().isEmpty();
        });
    return new HeldCommands(first.get(), done);
  }

  /**
   * Blocks until everything from the transaction's start on is read.
   *
   * @throws TimeoutException when that takes too long
   */
  Set<String> keys(OpenTransaction transaction) throws TimeoutException {
    Set<String> keys = new LinkedHashSet<>();
    read(
        transaction,
        record -> {
          if (record.key() != null) {
            keys.add(new String(record.key(), UTF_8));
          }
          return true;
        });
    return keys;
  }

  /**
   * @param wantsMore called with one record after the other; false ends the reading
   */
  private void read(
      OpenTransaction transaction, Predicate<ConsumerRecord<byte[], byte[]>> wantsMore)
      throws TimeoutException {
    TopicPartition partition = transaction.partition();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    Consumer<byte[], byte[]> consumer = consumers.get();
    try {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      consumer.seek(partition, transaction.startOffset());
      while (consumer.position(partition) < end) {
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("reading " + partition + " took too long");
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (!wantsMore.test(record)) {
            return;
          }
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }
}
