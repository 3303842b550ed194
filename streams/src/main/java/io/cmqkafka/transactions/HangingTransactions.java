package io.cmqkafka.transactions;

import io.cmqkafka.queue.Reply;
import io.cmqkafka.worker.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of the queues topology that Kafka has forgotten to end (KIP-664 calls them
 * hanging). A coordinator of Kafka 4.x that has to end one while a partition of it is without a
 * leader for a moment, as when a single broker was paused for longer than its session, does not
 * write the marker there and takes the transaction for complete. No reader gets past such a
 * transaction: the state of the queues behind it cannot be read, or the positions cannot.
 *
 * <p>A transaction is taken for hanging when it has been open for longer than any may be, when its
 * coordinator then says that there is nothing left to be ended in that partition, and when it is
 * still open after the coordinator has said so. Only transactions with a transactional id of this
 * application count. A transaction that no coordinator answers for is left alone, because its
 * coordinator may be away.
 *
 * <p>A hanging transaction is aborted only if it was not committed, see {@link HeldCommands}. One
 * that may have been committed is left alone, and the log says so once a minute: Kafka offers no
 * way to commit it from outside, and aborting it would lose its records.
 *
 * <p>Before the abort its producer is fenced. So a task that still runs reads its state again and
 * repeats the commands.
 *
 * <p>In the catalog's topic a hanging transaction is aborted even if it was committed, and its
 * entries are published again, see {@link Republication}.
 *
 * <p>One thread; what fails is tried again. The log names transactions that are found and not
 * ended, and missing rights.
 */
public final class HangingTransactions implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final long LOOK_MS = 5_000;

  /** How often brokers look for transactions that have timed out, by default. */
  private static final long CLEANUP_MS = 10_000;

  private final Transactions kafka;
  private final Republication republication;
  private final long longestNanos;
  private final LongSupplier nanoTime;
  private final Counter aborted;
  private final Predicate<String> maySay;

  /**
   * When each open transaction was seen first. Bounded by the number of producers and partitions.
   */
  private Map<OpenTransaction, Long> since = Map.of();

  /** Open transactions whose producers were fenced. */
  private final Set<OpenTransaction> fenced = new HashSet<>();

  private final Set<Integer> heldUp = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread one = new Thread(task, "cmq-hanging-transactions");
            one.setDaemon(true);
            return one;
          });

  private volatile Future<?> looking;
  private volatile boolean unsupported;

  /**
   * @param application whose transactions they are
   * @param topics that it writes to in transactions, partitioned as the commands are; with a
   *     function that finds the command that a record names
   * @param catalog the topic to which it publishes entries of its state in transactions
   * @param republish publishes the entry of a key again
   * @param commands the topic whose positions it commits
   * @param consumers makes one that reads what is not committed too
   * @param transactionTimeoutMs of its producers
   * @param maySay whether a line of this key may be logged now
   */
  public HangingTransactions(
      Admin admin,
      String application,
      Map<String, Function<ConsumerRecord<byte[], byte[]>, OptionalLong>> topics,
      String catalog,
      Function<String, CompletableFuture<Reply>> republish,
      String commands,
      Supplier<Consumer<byte[], byte[]>> consumers,
      long transactionTimeoutMs,
      long requestTimeoutMs,
      MeterRegistry meters,
      Predicate<String> maySay) {
    this(
        new AdminTransactions(
            admin,
            application,
            union(topics.keySet(), catalog),
            commands,
            new TransactionRecords(consumers, topics, requestTimeoutMs),
            requestTimeoutMs),
        catalog,
        republish,
        requestTimeoutMs,
        transactionTimeoutMs + CLEANUP_MS,
        meters,
        maySay,
        System::nanoTime);
  }

  /**
   * @param longestMs how long a transaction that does not hang may be open at most
   */
  HangingTransactions(
      Transactions kafka,
      String catalog,
      Function<String, CompletableFuture<Reply>> republish,
      long requestTimeoutMs,
      long longestMs,
      MeterRegistry meters,
      Predicate<String> maySay,
      LongSupplier nanoTime) {
    this.kafka = kafka;
    this.republication = new Republication(kafka, catalog, republish, requestTimeoutMs);
    this.longestNanos = TimeUnit.MILLISECONDS.toNanos(longestMs);
    this.nanoTime = nanoTime;
    this.maySay = maySay;
    this.aborted =
        Counter.builder("cmq.hanging.transactions.aborted")
            .description("Transactions that Kafka had forgotten to end, by partition")
            .register(meters);
  }

  private static Set<String> union(Set<String> topics, String another) {
    Set<String> all = new HashSet<>(topics);
    all.add(another);
    return all;
  }

  public void start() {
    looking =
        thread.scheduleWithFixedDelay(this::lookAgain, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Whether the last look found a transaction that needs the commands of this partition when an
   * operator ends it. Any thread.
   */
  public boolean holdsUp(int commandsPartition) {
    return heldUp.contains(commandsPartition);
  }

  @Override
  public String task() {
    return "ending hanging transactions";
  }

  @Override
  public boolean isAlive() {
    Future<?> started = looking;
    return started == null || !started.isDone();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void lookAgain() {
    if (!unsupported) {
      attempt(this::endWhatHangs);
      attempt(this::republish);
    }
  }

  private interface Step {
    void run() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      failed(e);
    } catch (Error e) {
      LOG.error("looking for hanging transactions failed and is not tried again", e);
      throw e;
    }
  }

  private void failed(Exception e) {
    if (e.getCause() instanceof UnsupportedVersionException) {
      unsupported = true;
      LOG.warn(
          "These brokers cannot tell of hanging transactions, so this process does not end them: {}",
          e.getCause().getMessage());
    } else if (maySay.test("failed")) {
      LOG.warn("looking for hanging transactions failed, will be tried again: {}", e.toString());
    }
  }

  /** Ends hanging transactions. Blocks for as long as Kafka takes. */
  void endWhatHangs() throws ExecutionException, InterruptedException, TimeoutException {
    Set<OpenTransaction> tooLong = openTooLong(kafka.open());
    republication.hang(tooLong);
    endForgotten(tooLong);
  }

  /**
   * Publishes again the catalog entries of hanging transactions that have ended. Blocks as {@link
   * #endWhatHangs} does.
   */
  void republish() throws ExecutionException, InterruptedException, TimeoutException {
    republication.publishWhatEnded();
  }

  private void endForgotten(Set<OpenTransaction> tooLong)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (tooLong.isEmpty()) {
      return;
    }
    Map<OpenTransaction, String> forgotten = forgotten(tooLong);
    if (forgotten.isEmpty()) {
      return;
    }
    Set<TopicPartition> partitions =
        forgotten.keySet().stream().map(OpenTransaction::partition).collect(Collectors.toSet());
    forgotten.keySet().retainAll(kafka.open(partitions));
    endAll(forgotten);
  }

  /** A transaction that cannot be ended does not keep the others from being ended. */
  private void endAll(Map<OpenTransaction, String> hanging)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<OpenTransaction> ordered = new ArrayList<>(hanging.keySet());
    // Positions first, because they tell whether the other transactions were committed.
    ordered.sort(Comparator.comparing(one -> !one.isOfPositions()));
    Exception first = null;
    for (OpenTransaction one : ordered) {
      try {
        end(one, hanging.get(one));
      } catch (ExecutionException | TimeoutException | RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first instanceof RuntimeException e) {
      throw e;
    } else if (first instanceof TimeoutException e) {
      throw e;
    } else if (first instanceof ExecutionException e) {
      throw e;
    }
  }

  private Set<OpenTransaction> openTooLong(Set<OpenTransaction> open) {
    long now = nanoTime.getAsLong();
    Map<OpenTransaction, Long> seen = new HashMap<>();
    Set<OpenTransaction> tooLong = new HashSet<>();
    for (OpenTransaction one : open) {
      long first = since.getOrDefault(one, now);
      seen.put(one, first);
      if (now - first > longestNanos) {
        tooLong.add(one);
      }
    }
    since = seen;
    fenced.retainAll(open);
    if (tooLong.isEmpty()) {
      heldUp.clear();
    }
    return tooLong;
  }

  /** With the transactional id of each. */
  private Map<OpenTransaction, String> forgotten(Set<OpenTransaction> open)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<Long, KnownTransaction> known =
        kafka.known(open.stream().map(OpenTransaction::producerId).collect(Collectors.toSet()));
    Map<OpenTransaction, String> forgotten = new HashMap<>();
    for (OpenTransaction one : open) {
      KnownTransaction of = known.get(one.producerId());
      if (of == null && !one.isOfPositions()) {
        leftAlone(one, "is known to no coordinator that answers");
      } else if (of != null && !of.toBeEnded().contains(one.partition())) {
        forgotten.put(one, of.transactionalId());
      }
    }
    return forgotten;
  }

  private void end(OpenTransaction hanging, String transactionalId)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (!isToBeAborted(hanging)) {
      return;
    }
    // The task has the aborted changes in memory, and would write only later ones. Once fenced, it
    // reads its state again and repeats the commands. Its successor has no such memory, so it is
    // not fenced again if the transaction cannot be ended now. Entries of the catalog do not depend
    // on a task's memory. Fencing has a risk: behind a transaction of the same producer that is
    // left alone, a task might not get its partition back.
    if (!republication.concerns(hanging) && !fenced.contains(hanging)) {
      kafka.fence(transactionalId);
      fenced.add(hanging);
    }
    if (isToBeAborted(hanging)) {
      abort(hanging);
    }
  }

  private boolean isToBeAborted(OpenTransaction hanging)
      throws ExecutionException, InterruptedException, TimeoutException {
    HeldCommands held = kafka.held(hanging);
    if (held.wereNotCommitted()) {
      return true;
    }
    leftAlone(hanging, "may have been committed (" + held + ")");
    return false;
  }

  private void leftAlone(OpenTransaction hanging, String why) {
    heldUp.add(hanging.partition().partition());
    if (maySay.test("left alone " + hanging.partition())) {
      LOG.error(
          "A transaction hangs in {} from offset {} on, so what is there cannot be read. It {}, and"
              + " is not ended. This needs an operator: see 'Hanging transactions' in"
              + " docs/OPERATIONS.md",
          hanging.partition(),
          hanging.startOffset(),
          why);
    }
  }

  private void abort(OpenTransaction hanging)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicPartition partition = hanging.partition();
    try {
      if (!kafka.abort(hanging)) {
        return;
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof ClusterAuthorizationException)) {
        throw e;
      }
      if (maySay.test("forbidden " + partition)) {
        LOG.error(
            "A transaction hangs in {} and this process may not end it: what is behind it cannot be"
                + " read. Allow it Alter on the cluster, or run: kafka-transactions.sh"
                + " --bootstrap-server HOST:PORT abort --topic {} --partition {} --start-offset {}",
            partition,
            partition.topic(),
            partition.partition(),
            hanging.startOffset());
      }
      return;
    }
    aborted.increment();
    LOG.warn(
        "Ended a transaction that Kafka had forgotten to end, in {} from offset {} on",
        partition,
        hanging.startOffset());
  }
}
