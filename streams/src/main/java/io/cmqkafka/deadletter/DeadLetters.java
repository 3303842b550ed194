package io.cmqkafka.deadletter;

import io.cmqkafka.Measure;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.MoveHeaders;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.deadletter.WaitingLetters.Line;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.view.CatalogView;
import io.cmqkafka.worker.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves dead letters to the dead-letter queue: writes them there, then deletes them where they
 * died. Letters of one queue partition go one batch after the other, in the order of their burials,
 * to one partition of the dead-letter queue; each names its queue and its number in a header, so
 * that the dead-letter queue recognises a letter that is written again after a failure or by a
 * successor.
 *
 * <p>Messages that were redriven to another queue go the same way, in a line of their own for each
 * queue that they go to. What that queue cannot take, or what finds it gone, becomes visible again
 * where it was.
 *
 * <p>No letter is lost: it stays with its queue until it is moved, and is announced again to the
 * next owner. A failed move is tried again. Letters wait while their queue has no dead-letter
 * queue, or one whose Kafka topic refuses all letters. A letter that is refused while others are
 * taken is counted, logged and left to the next owner.
 *
 * <p>One thread does all the work and never waits. The public methods only leave it a task, and may
 * be called on any thread.
 */
public final class DeadLetters implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  /** Letters in a batch; bodies can have 1 MiB each. */
  static final int MAX_BATCH = 16;

  /** Bytes of bodies in a batch. A single letter is always moved. */
  private static final long MAX_BATCH_BYTES = 2L << 20;

  /** Batches on their way; another one waits for its turn. */
  private static final int MAX_BATCHES = 4;

  /** Letters known to wait. Further ones are forgotten, and asked for when there is room. */
  private static final int MAX_WAITING = 100_000;

  private static final long REST_MS = 1_000;
  private static final int MAX_REST_DOUBLINGS = 5;

  /** Headers that mean something only in the letter's own queue. */
  private static final Set<String> NOT_KEPT =
      Set.of(CopyHeader.HEADER, DelayHeaders.DELIVER_AT, DelayHeaders.DELAY_MS);

  private final DeadLetterTools tools;
  private final Consumer<QueuePartition> emptied;
  private final Tally tally;
  private final Counter moved;
  private final Counter redriven;
  private final Counter refused;
  private final LogLimit logged = new LogLimit();
  private final int maxWaiting;
  private final long restMs;
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean failed;

  /** Commands partitions whose letters are to be announced again. */
  private final Set<Integer> toBeAskedAgain = ConcurrentHashMap.newKeySet();

  // Only the thread touches these.
  private final Map<Line, WaitingLetters> waiting = new HashMap<>();
  private final Deque<WaitingLetters> turns = new ArrayDeque<>();

  /** Those of {@link #waiting} that wait for a dead-letter queue. */
  private final Set<WaitingLetters> withoutQueue = new HashSet<>();

  private int batches;

  /** Changed by the thread only. */
  private final AtomicInteger letters = new AtomicInteger();

  /**
   * @param emptied called with a partition when all its known letters were moved, on the mover's
   *     thread
   */
  public DeadLetters(
      CatalogView catalog,
      BodyFetcher bodies,
      MessageLog messages,
      CommandLog commands,
      Consumer<QueuePartition> emptied,
      Tally tally,
      MeterRegistry meters) {
    this(
        DeadLetterTools.of(catalog, bodies, messages, commands),
        emptied,
        tally,
        meters,
        MAX_WAITING,
        REST_MS);
    catalog.onChange(
        changes -> lookForQueues(changes.stream().flatMap(one -> one.gone().stream()).toList()));
  }

  DeadLetters(
      DeadLetterTools tools,
      Consumer<QueuePartition> emptied,
      Tally tally,
      MeterRegistry meters,
      int maxWaiting,
      long restMs) {
    this.tools = tools;
    this.emptied = emptied;
    this.tally = tally;
    this.moved = meters.counter("cmq.dead.letters");
    this.redriven =
        Counter.builder("cmq.redriven.messages")
            .description("Messages moved to another queue by a redrive")
            .register(meters);
    this.refused =
        Counter.builder("cmq.dead.letters.refused")
            .description("Writes of dead letters that their dead-letter queue's topic refused")
            .register(meters);
    meters.gauge("cmq.dead.letters.waiting", letters);
    this.maxWaiting = maxWaiting;
    this.restMs = restMs;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread one = new Thread(task, "cmq-dead-letters");
              one.setDaemon(true);
              return one;
            });
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** This process decides about the commands partition from now on, or anew. */
  public void opened(int commandsPartition) {
    leaveWord(() -> abandon(commandsPartition));
  }

  /** These messages became dead letters, and are to be moved to their dead-letter queues. */
  public void died(int commandsPartition, List<DeadLetter> dead) {
    leaveWord(() -> take(commandsPartition, dead));
  }

  public void closed(int commandsPartition) {
    leaveWord(() -> abandon(commandsPartition));
  }

  /**
   * Whether letters of this commands partition were forgotten, so that all letters not moved yet
   * must be announced again. True once for each time.
   */
  public boolean askedAgain(int commandsPartition) {
    return !toBeAskedAgain.isEmpty() && toBeAskedAgain.remove(commandsPartition);
  }

  /**
   * The catalog has changed: there may be a dead-letter queue now.
   *
   * @param gone queue partitions that do not exist any more
   */
  void lookForQueues(List<QueuePartition> gone) {
    leaveWord(
        () -> {
          for (WaitingLetters one : List.copyOf(waiting.values())) {
            if (one.state == WaitingLetters.State.EMPTY && gone.contains(one.line.partition())) {
              abandon(one);
            }
          }
          for (WaitingLetters one : List.copyOf(withoutQueue)) {
            if (tools.route(one.line).map(DeadLetterRoute::to).isPresent()
                || gone.contains(one.line.partition())) {
              queueUp(one);
            }
          }
          takeTurns();
        });
  }

  /** Asks again for forgotten letters, in case the last question was lost. */
  public void review() {
    toBeAskedAgain.forEach(tools::askAgain);
  }

  @Override
  public String task() {
    return "moving dead letters";
  }

  @Override
  public boolean isAlive() {
    return !failed && !thread.isShutdown();
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  private void leaveWord(Runnable task) {
    try {
      thread.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping; what is dead stays so and is moved by a successor");
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (logged.isDue("unexpected")) {
        LOG.error("moving dead letters met an unexpected failure and goes on", e);
      }
    } catch (Error e) {
      failed = true;
      LOG.error("moving dead letters failed and does not go on", e);
      throw e;
    }
  }

  private void take(int commandsPartition, List<DeadLetter> dead) {
    for (DeadLetter letter : dead) {
      WaitingLetters one = waiting.get(Line.of(letter));
      if (one == null) {
        one = new WaitingLetters(Line.of(letter), commandsPartition);
        waiting.put(one.line, one);
        turns.add(one);
      }
      // Letters are moved in order, so after a forgotten letter all later ones are forgotten too.
      boolean room = letters.get() < maxWaiting && !(one.heldUp && one.size() >= MAX_BATCH);
      one.incomplete |= !room && !one.knows(letter);
      if (!one.incomplete && one.add(letter)) {
        letters.incrementAndGet();
      }
      if (one.state == WaitingLetters.State.EMPTY && (one.incomplete || one.size() > 0)) {
        queueUp(one);
      }
    }
    takeTurns();
  }

  private void abandon(int commandsPartition) {
    for (WaitingLetters one : List.copyOf(waiting.values())) {
      if (one.commandsPartition == commandsPartition) {
        abandon(one);
      }
    }
  }

  private void abandon(WaitingLetters one) {
    one.abandoned = true;
    letters.addAndGet(-one.size());
    waiting.remove(one.line);
    withoutQueue.remove(one);
  }

  private void queueUp(WaitingLetters one) {
    one.state = WaitingLetters.State.AT_WORK;
    withoutQueue.remove(one);
    turns.add(one);
  }

  private void takeTurns() {
    while (batches < MAX_BATCHES && !turns.isEmpty()) {
      WaitingLetters one = turns.remove();
      if (!one.abandoned) {
        batches++;
        attempt(one, () -> begin(one));
      }
    }
  }

  private void begin(WaitingLetters one) {
    if (!one.written().isEmpty()) {
      deleteWritten(one);
    } else if (!one.returning.isEmpty()) {
      takeBack(one);
    } else if (one.size() == 0) {
      finish(one);
    } else {
      move(one);
    }
  }

  private void move(WaitingLetters one) {
    Optional<DeadLetterRoute> route = tools.route(one.line);
    if (route.isEmpty()) {
      LOG.debug("{} is gone, and its dead letters with it", one.line.partition());
      abandon(one);
      endTurn();
    } else if (route.get().to() == null && one.line.isRedriven()) {
      // This process's view of the catalog may be behind, and the target be new.
      then(one, tools.catchUp(), () -> moveOrTakeBack(one));
    } else if (route.get().to() == null) {
      one.state = WaitingLetters.State.WITHOUT_QUEUE;
      withoutQueue.add(one);
      if (logged.isDue("without " + route.get().from().name())) {
        LOG.warn(
            "queue {} has dead letters and no dead-letter queue; they wait for one",
            route.get().from().name());
      }
      holdUp(one);
      endTurn();
    } else {
      fetch(one, route.get());
    }
  }

  private void moveOrTakeBack(WaitingLetters one) {
    Optional<DeadLetterRoute> route = tools.route(one.line);
    if (route.isPresent() && route.get().to() == null) {
      takeBack(one, one.first(MAX_BATCH), "the queue that they were redriven to is gone");
    } else {
      finish(one);
    }
  }

  private void fetch(WaitingLetters one, DeadLetterRoute route) {
    List<DeadLetter> batch = one.first(one.singly > 0 ? 1 : one.atOnce);
    // Each batch has its own budget: what others hold is no reason to wait.
    ByteBudget room = batch.size() == 1 ? null : new ByteBudget(MAX_BATCH_BYTES);
    BodySource source = BodySource.of(route.from(), one.line.partition().partition());
    List<CompletableFuture<StoredBody>> bodies = new ArrayList<>(batch.size());
    for (DeadLetter letter : batch) {
      bodies.add(tools.fetch(source, letter.offset(), room));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(bodies.toArray(CompletableFuture[]::new));
    then(
        one,
        all,
        () -> {
          one.atOnce = Math.min(MAX_BATCH, 2 * one.atOnce);
          write(one, route, batch, bodies.stream().map(CompletableFuture::join).toList());
        },
        failure -> notFetched(one, route, batch, bodies, failure));
  }

  /** A letter for which there is no room is moved later, with all after it. */
  private void notFetched(
      WaitingLetters one,
      DeadLetterRoute route,
      List<DeadLetter> batch,
      List<CompletableFuture<StoredBody>> bodies,
      Throwable failure) {
    int had = 0;
    while (!bodies.get(had).isCompletedExceptionally()) {
      had++;
    }
    if (batch.size() == 1 || !isForWantOfRoom(bodies.get(had))) {
      fail(one, failure);
      return;
    }
    one.atOnce = Math.max(1, had);
    if (had == 0) {
      // Bodies of later letters came first, and took the room.
      finish(one);
    } else {
      write(
          one,
          route,
          batch.subList(0, had),
          bodies.stream().limit(had).map(CompletableFuture::join).toList());
    }
  }

  private static boolean isForWantOfRoom(CompletableFuture<?> body) {
    return body.handle((value, failure) -> failure).join() instanceof RefusedException refused
        && refused.refusal() == Refusal.OVERLOADED;
  }

  private void write(
      WaitingLetters one, DeadLetterRoute route, List<DeadLetter> batch, List<StoredBody> bodies) {
    QueueDefinition deadLetterQueue = route.to();
    String source = sourceOf(one.line);
    List<StoredBody> copies = new ArrayList<>(batch.size());
    List<DeadLetter> tooLarge = new ArrayList<>();
    long previous = one.previous(deadLetterQueue.id());
    long last = WaitingLetters.NONE;
    for (int i = 0; i < batch.size(); i++) {
      DeadLetter letter = batch.get(i);
      StoredBody body = bodies.get(i);
      // A letter that Kafka has deleted meanwhile needs no move.
      if (body != null && body.body() != null) {
        Headers story = MoveHeaders.of(route.from().name(), letter, body);
        StoredBody copy = copy(body, story, new CopyHeader(source, letter.number(), previous));
        if (copy.weight() + QueueTopics.FRAMING_BYTES > KafkaTopics.MAX_MESSAGE_BYTES) {
          tooLarge.add(letter);
        } else {
          copies.add(copy);
          last = letter.number();
          previous = last;
        }
      }
    }
    if (!tooLarge.isEmpty() && one.line.isRedriven()) {
      takeBack(one, tooLarge, "they are too large for " + deadLetterQueue.name());
      return;
    }
    if (!tooLarge.isEmpty()) {
      if (logged.isDue("too large at " + tooLarge.get(0))) {
        LOG.error(
            "dead letters of {} are too large for a dead-letter queue and stay where they are, at"
                + " offsets {}",
            one.line.partition(),
            tooLarge.stream().map(DeadLetter::offset).toList());
      }
      one.leave(tooLarge);
      letters.addAndGet(-tooLarge.size());
    }
    int count = batch.size() - tooLarge.size();
    long lastOfBatch = last;
    CompletableFuture<?> written =
        copies.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : tools.append(deadLetterQueue, partitionFor(source, deadLetterQueue), copies);
    then(
        one,
        written,
        () -> {
          one.heldUp = false;
          one.singly = Math.max(0, one.singly - 1);
          one.wrote(count, deadLetterQueue.id(), lastOfBatch);
          countMoved(one.line, copies.size());
          deleteWritten(one);
        },
        failure -> notWritten(one, deadLetterQueue, batch, failure));
  }

  /** What was redriven has not died. */
  private void countMoved(Line line, int copies) {
    if (line.isRedriven()) {
      redriven.increment(copies);
    } else {
      moved.increment(copies);
      tally.add(line.partition().queueId(), Measure.DEAD_LETTERS, copies);
    }
  }

  /** Kafka refused the batch. If it refuses for good, the same batch is not tried again. */
  private void notWritten(
      WaitingLetters one,
      QueueDefinition deadLetterQueue,
      List<DeadLetter> batch,
      Throwable failure) {
    if (isCausedBy(failure, RecordTooLargeException.class)
        || isCausedBy(failure, RecordBatchTooLargeException.class)) {
      if (batch.size() > 1) {
        one.singly = batch.size();
      } else if (one.line.isRedriven()) {
        one.singly = Math.max(0, one.singly - 1);
        takeBack(one, batch, "it is too large for " + deadLetterQueue.kafkaTopic());
        return;
      } else {
        leaveFirst(one, deadLetterQueue);
      }
      finish(one);
      return;
    }
    if (isCausedBy(failure, InvalidRecordException.class)) {
      if (one.line.isRedriven()) {
        takeBack(one, batch, deadLetterQueue.kafkaTopic() + " takes none");
        return;
      }
      refused.increment();
      if (logged.isDue("takes none " + deadLetterQueue.name())) {
        LOG.error(
            "Kafka topic {} of dead-letter queue {} takes no dead letters, perhaps since it is"
                + " compacted (cleanup.policy); those of {} wait",
            deadLetterQueue.kafkaTopic(),
            deadLetterQueue.name(),
            one.line.partition());
      }
      holdUp(one);
    }
    fail(one, failure);
  }

  /** Leaves the first letter dead where it is. It is announced again to the next owner. */
  private void leaveFirst(WaitingLetters one, QueueDefinition deadLetterQueue) {
    refused.increment();
    if (logged.isDue("too large " + one.first(1).get(0))) {
      LOG.error(
          "a dead letter of {} is too large for Kafka topic {} (max.message.bytes) of dead-letter"
              + " queue {} and stays where it is, at offset {}",
          one.line.partition(),
          deadLetterQueue.kafkaTopic(),
          deadLetterQueue.name(),
          one.first(1).get(0).offset());
    }
    one.leaveFirst();
    one.singly = Math.max(0, one.singly - 1);
    one.failures = 0;
    letters.decrementAndGet();
  }

  /** Makes redriven messages visible again that cannot be moved. */
  private void takeBack(WaitingLetters one, List<DeadLetter> batch, String why) {
    if (logged.isDue("taken back " + one.line)) {
      LOG.warn(
          "messages of {} were redriven and become visible again, since {}: offsets {}",
          one.line.partition(),
          why,
          batch.stream().map(DeadLetter::offset).toList());
    }
    one.returning = batch;
    takeBack(one);
  }

  /**
   * Again and again until it is answered: it may have been carried out, and then a letter must not
   * be moved.
   */
  private void takeBack(WaitingLetters one) {
    List<DeadLetter> batch = one.returning;
    then(
        one,
        tools.takeBack(one.line.partition(), batch.stream().map(DeadLetter::buried).toList()),
        () -> {
          one.returning = List.of();
          one.leave(batch);
          letters.addAndGet(-batch.size());
          one.failures = 0;
          finish(one);
        });
  }

  private void holdUp(WaitingLetters one) {
    one.heldUp = true;
    letters.addAndGet(-one.keepFirst(MAX_BATCH));
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
    Throwable cause = failure;
    while (cause != null && !kind.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  private void deleteWritten(WaitingLetters one) {
    List<Buried> written = one.written().stream().map(DeadLetter::buried).toList();
    CompletableFuture<?> deleted =
        written.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : tools.deleteMoved(one.line.partition(), written);
    then(
        one,
        deleted,
        () -> {
          letters.addAndGet(-written.size());
          one.removeWritten();
          one.failures = 0;
          finish(one);
        });
  }

  private void finish(WaitingLetters one) {
    if (one.size() > 0) {
      queueUp(one);
    } else {
      if (one.hasLeft()) {
        one.state = WaitingLetters.State.EMPTY;
      } else {
        waiting.remove(one.line);
      }
      if (one.incomplete) {
        one.incomplete = false;
        askAgain(one.commandsPartition);
      } else {
        emptied.accept(one.line.partition());
      }
    }
    endTurn();
  }

  private void askAgain(int commandsPartition) {
    if (letters.get() >= maxWaiting) {
      // There is no room: the announced letters would only be forgotten again.
      thread.schedule(() -> run(() -> askAgain(commandsPartition)), restMs, TimeUnit.MILLISECONDS);
    } else {
      toBeAskedAgain.add(commandsPartition);
      tools.askAgain(commandsPartition);
    }
  }

  private void endTurn() {
    batches--;
    takeTurns();
  }

  /**
   * Runs the next step when the future is done, unless this process does not own the letters any
   * more. Fails with the future.
   */
  private void then(WaitingLetters one, CompletableFuture<?> done, Runnable next) {
    then(one, done, next, failure -> fail(one, failure));
  }

  private void then(
      WaitingLetters one, CompletableFuture<?> done, Runnable next, Consumer<Throwable> otherwise) {
    BiConsumer<Object, Throwable> goOn =
        (value, failure) ->
            leaveWord(
                () -> {
                  if (one.abandoned) {
                    endTurn();
                  } else if (failure != null) {
                    attempt(one, () -> otherwise.accept(failure));
                  } else {
                    attempt(one, next);
                  }
                });
    done.whenComplete(goOn);
  }

  private void attempt(WaitingLetters one, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      if (logged.isDue("unexpected")) {
        LOG.error("moving dead letters met an unexpected failure", e);
      }
      fail(one, e);
    }
  }

  private void fail(WaitingLetters one, Throwable failure) {
    long delayMs = restMs << Math.min(one.failures++, MAX_REST_DOUBLINGS);
    if (logged.isDue("failed " + one.line)) {
      LOG.warn(
          "moving dead letters of {} failed, will be tried again in {} ms: {}",
          one.line.partition(),
          delayMs,
          failure.toString());
    }
    one.state = WaitingLetters.State.RESTING;
    thread.schedule(() -> run(() -> wake(one)), delayMs, TimeUnit.MILLISECONDS);
    endTurn();
  }

  private void wake(WaitingLetters one) {
    if (!one.abandoned && one.state == WaitingLetters.State.RESTING) {
      queueUp(one);
      takeTurns();
    }
  }

  private static StoredBody copy(StoredBody original, Headers story, CopyHeader source) {
    RecordHeaders headers = new RecordHeaders();
    for (Header header : original.headers()) {
      if (!NOT_KEPT.contains(header.key()) && !MoveHeaders.ALL.contains(header.key())) {
        headers.add(header);
      }
    }
    story.forEach(headers::add);
    source.addTo(headers);
    return new StoredBody(original.body(), original.timestampMs(), List.of(headers.toArray()));
  }

  /** By its name a copy tells whether it died or was redriven. */
  private static String sourceOf(Line line) {
    QueuePartition from = line.partition();
    return line.isRedriven()
        ? CopyHeader.ofRedriven(from.queueId(), from.partition())
        : CopyHeader.ofDeadLetters(from.queueId(), from.partition());
  }

  /** All letters of a source go to one partition, because only there repeats are recognised. */
  private static int partitionFor(String source, QueueDefinition deadLetterQueue) {
    return Math.floorMod(source.hashCode(), deadLetterQueue.partitions());
  }
}
