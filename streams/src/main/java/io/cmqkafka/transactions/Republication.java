package io.cmqkafka.transactions;

import io.cmqkafka.command.CommandJson;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes entries of the catalog again after a hanging transaction in the catalog's topic has
 * ended. The transaction may have been committed before it was aborted, and then the topic has lost
 * its entries. The state still has them, so all entries of such a transaction are published again.
 * Not thread-safe.
 */
final class Republication {
  private static final Logger LOG = LoggerFactory.getLogger(Republication.class);

  /** How many entries are asked for at once. */
  private static final int BATCH = 100;

  private final Transactions kafka;
  private final String topic;
  private final Function<String, CompletableFuture<Reply>> republish;
  private final long timeoutMs;

  /** Transactions that were open for too long and have not been seen to end. */
  private final Set<OpenTransaction> hanging = new HashSet<>();

  /** Keys of entries to publish again. Bounded by the number of keys in the topic. */
  private final Set<String> lost = new LinkedHashSet<>();

  /**
   * @param topic the catalog's
   * @param republish publishes the entry of a key again; repeated until the reply says that the
   *     entry is stored
   */
  Republication(
      Transactions kafka,
      String topic,
      Function<String, CompletableFuture<Reply>> republish,
      long timeoutMs) {
    this.kafka = kafka;
    this.topic = topic;
    this.republish = republish;
    this.timeoutMs = timeoutMs;
  }

  /** Takes all transactions that have been open for too long. */
  void hang(Set<OpenTransaction> transactions) {
    transactions.stream().filter(this::concerns).forEach(hanging::add);
  }

  boolean concerns(OpenTransaction transaction) {
    return transaction.partition().topic().equals(topic);
  }

  /** Publishes entries of ended transactions again. Blocks. The next call repeats what failed. */
  void publishWhatEnded() throws ExecutionException, InterruptedException, TimeoutException {
    try {
      if (!hanging.isEmpty()) {
        collectWhatEnded();
      }
    } finally {
      List<String> batch = lost.stream().limit(BATCH).toList();
      if (!batch.isEmpty()) {
        publish(batch);
      }
    }
  }

  private void collectWhatEnded()
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<OpenTransaction> open =
        kafka.open(
            hanging.stream()
                .map(OpenTransaction::partition)
                .collect(Collectors.toUnmodifiableSet()));
    for (OpenTransaction one : List.copyOf(hanging)) {
      if (!open.contains(one)) {
        for (String key : kafka.keys(one)) {
          // The server writes no longer key, and a command with one would be skipped.
          if (key.length() <= CommandJson.MAX_TEXT) {
            lost.add(key);
          }
        }
        hanging.remove(one);
      }
    }
  }

  private void publish(List<String> keys)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
    keys.forEach(key -> asked.put(key, republish.apply(key)));
    List<String> published = new ArrayList<>();
    try {
      for (Map.Entry<String, CompletableFuture<Reply>> one : asked.entrySet()) {
        Reply reply = one.getValue().get(timeoutMs, TimeUnit.MILLISECONDS);
        if (reply instanceof Reply.Stored) {
          published.add(one.getKey());
        }
      }
    } finally {
      published.forEach(lost::remove);
      if (!published.isEmpty()) {
        LOG.warn("Published again what hung in the catalog's topic: {}", published);
      }
    }
  }
}
