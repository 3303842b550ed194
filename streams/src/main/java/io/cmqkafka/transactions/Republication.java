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
 * What hung in the catalog's topic may have been committed, and is lost there when it was aborted,
 * by whomever; the state that it was published from has it. So it is published again, whatever it
 * was, once it hangs no longer. Not thread-safe.
 */
final class Republication {
  private static final Logger LOG = LoggerFactory.getLogger(Republication.class);

  /** So many are asked for at once. */
  private static final int BATCH = 100;

  private final Transactions kafka;
  private final String topic;
  private final Function<String, CompletableFuture<Reply>> republish;
  private final long timeoutMs;

  /** Seen to be open for too long, and not yet seen to have ended. */
  private final Set<OpenTransaction> hanging = new HashSet<>();

  /** Keys that are to be published again; no more than the topic has. */
  private final Set<String> lost = new LinkedHashSet<>();

  /**
   * @param topic the catalog's
   * @param republish publishes again what a key stands for; asked again unless its reply is that
   *     this is stored
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

  /** To be told of all that have been open for too long. */
  void hang(Set<OpenTransaction> transactions) {
    transactions.stream().filter(this::concerns).forEach(hanging::add);
  }

  boolean concerns(OpenTransaction transaction) {
    return transaction.partition().topic().equals(topic);
  }

  /**
   * Publishes again what hangs no longer. Blocks; whatever fails is tried again with the next call.
   */
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
          // No key of ours is longer, and a command with a longer one would be skipped.
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
