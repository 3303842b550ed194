package io.cmqkafka.repair;

import io.cmqkafka.Failures;
import io.cmqkafka.RedriveOutcome;
import io.cmqkafka.RedriveOutcome.Result;
import io.cmqkafka.catalog.CatalogCommand.DropRedrive;
import io.cmqkafka.catalog.CatalogCommand.PutRedrive;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.Redrive;
import io.cmqkafka.catalog.Redrive.Left;
import io.cmqkafka.catalog.Redrive.Reason;
import io.cmqkafka.catalog.Redrive.State;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueCommand.Browse;
import io.cmqkafka.queue.Reply.Browsed;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the redrives of whole queues that are in the catalog, some messages at a time, and
 * writes down there how far each is. A process that takes over goes on from there. Messages that
 * were moved meanwhile are deleted, so none moves twice, though it may not be counted.
 *
 * <p>Nothing blocks. {@link #review} is for one thread; the rest runs where futures complete.
 */
public final class RedriveRunner {
  private static final Logger LOG = LoggerFactory.getLogger(RedriveRunner.class);
  private static final Set<MessageState> VISIBLE = EnumSet.of(MessageState.VISIBLE);

  /** Redrives of so many queues go on at once; others wait for their turn. */
  private static final int MAX_UNDER_WAY = 16;

  private static final long WRITE_DOWN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REST_MS = 1_000;

  /** After so many failures in a row it stops. */
  private static final int MAX_FAILURES = 10;

  private final CatalogView catalog;
  private final CatalogChanges changes;
  private final PartitionRequests requests;
  private final Redriving redriving;
  private final BooleanSupplier mayRun;
  private final LongFunction<Executor> after;
  private final LongSupplier nanoTime;
  private final LogLimit logged = new LogLimit();

  /** By queue id. */
  private final Map<String, Run> underWay = new ConcurrentHashMap<>();

  /**
   * @param mayRun whether it is this process that carries redrives out
   */
  public RedriveRunner(
      CatalogView catalog,
      CatalogChanges changes,
      PartitionRequests requests,
      Redriving redriving,
      BooleanSupplier mayRun) {
    this(
        catalog,
        changes,
        requests,
        redriving,
        mayRun,
        ms -> CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS),
        System::nanoTime);
  }

  /**
   * @param after runs what it is given so many ms later
   */
  RedriveRunner(
      CatalogView catalog,
      CatalogChanges changes,
      PartitionRequests requests,
      Redriving redriving,
      BooleanSupplier mayRun,
      LongFunction<Executor> after,
      LongSupplier nanoTime) {
    this.catalog = catalog;
    this.changes = changes;
    this.requests = requests;
    this.redriving = redriving;
    this.mayRun = mayRun;
    this.after = after;
    this.nanoTime = nanoTime;
  }

  /** Begins, or goes on with, what is to be carried out here; called now and then. */
  public void review() {
    if (!mayRun.getAsBoolean()) {
      return;
    }
    for (Redrive one : catalog.redrives()) {
      Optional<QueueDefinition> queue =
          catalog.queue(one.queueName()).filter(it -> it.id().equals(one.queueId()));
      if (queue.isEmpty() && catalog.isCurrent()) {
        changes.carryOut(new DropRedrive(one.queueName(), one.queueId()));
      } else if (queue.isPresent() && one.runs() && underWay.size() < MAX_UNDER_WAY) {
        underWay.computeIfAbsent(one.queueId(), id -> begin(queue.get(), one));
      }
    }
  }

  private Run begin(QueueDefinition queue, Redrive redrive) {
    Run run = new Run(queue, redrive);
    run.again(0);
    return run;
  }

  /** One redrive under way: one step after the other. */
  private final class Run {
    private final QueueDefinition queue;

    /** As the catalog has it. */
    private Redrive written;

    /** The same with what was done since. */
    private Redrive now;

    private long writtenAt = nanoTime.getAsLong();
    private int failures;

    /** Counts steps: what comes of one is not looked at once the next one has begun. */
    private int steps;

    Run(QueueDefinition queue, Redrive redrive) {
      this.queue = queue;
      this.written = redrive;
      this.now = redrive;
    }

    void step() {
      try {
        next()
            .whenComplete(
                (waitMs, failure) -> {
                  if (failure != null) {
                    failed(Failures.cause(failure));
                  } else if (waitMs < 0) {
                    underWay.remove(queue.id());
                  } else {
                    failures = 0;
                    again(waitMs);
                  }
                });
      } catch (RuntimeException e) {
        failed(e);
      }
    }

    private void again(long waitMs) {
      after.apply(waitMs).execute(this::step);
    }

    private void failed(Throwable failure) {
      if (logged.isDue("failed " + queue.name())) {
        LOG.warn("a step of the redrive of queue {} failed: {}", queue.name(), failure.toString());
      }
      if (!mayRun.getAsBoolean()) {
        underWay.remove(queue.id());
      } else if (++failures < MAX_FAILURES) {
        again(REST_MS);
      } else {
        write(State.STOPPED, Reason.UNAVAILABLE)
            .whenComplete((done, again) -> underWay.remove(queue.id()));
      }
    }

    /** Milliseconds until the next step; negative at the end. */
    private CompletableFuture<Long> next() {
      Redrive stored = catalog.redrive(queue).orElse(null);
      if (!mayRun.getAsBoolean() || stored == null) {
        return CompletableFuture.completedFuture(-1L);
      }
      if (stored.revision() > written.revision() || !stored.runs()) {
        return overtaken(stored);
      }
      for (int partition = 0; partition < now.next().size(); partition++) {
        if (now.next().get(partition) < now.ends().get(partition)) {
          return requests.bounded("redriving queue " + queue.name(), look(partition));
        }
      }
      return write(State.DONE, null).thenApply(done -> -1L);
    }

    /** Somebody has stopped it, or begun a new one; what was done is written down beside that. */
    private CompletableFuture<Long> overtaken(Redrive stored) {
      boolean isSame = stored.startedMs() == written.startedMs() && !stored.runs();
      written = stored;
      return isSame && now.hasMoreThan(stored)
          ? write(stored.state(), stored.reason()).thenApply(done -> -1L)
          : CompletableFuture.completedFuture(-1L);
    }

    private CompletableFuture<Long> look(int partition) {
      int mine = ++steps;
      BooleanSupplier isGivenUp = requests.givesUp();
      long began = nanoTime.getAsLong();
      long from = now.next().get(partition);
      long end = now.ends().get(partition);
      // Large bodies may take too long together.
      int max = Math.max(1, Math.min(redriving.mostAtOnce(), now.perSecond()) >> failures);
      return requests
          .ask(queue, partition, new Browse(from, false, VISIBLE, max), Browsed.class)
          .thenCompose(
              seen -> {
                mustGoOn(mine, isGivenUp);
                List<Long> offsets =
                    seen.messages().stream()
                        .map(MessageStatus::offset)
                        .filter(offset -> offset < end)
                        .toList();
                if (offsets.isEmpty()) {
                  boolean isOver = seen.next() >= seen.end();
                  now =
                      now.after(partition, isOver ? end : Math.min(seen.next(), end), 0, List.of());
                  return CompletableFuture.completedFuture(0L);
                }
                return redriving
                    .move(queue, partition, offsets, now.target(), name -> true, isGivenUp)
                    .thenCompose(
                        outcomes -> {
                          mustGoOn(mine, isGivenUp);
                          Reason stops = take(partition, offsets, outcomes);
                          return stops != null
                              ? write(State.STOPPED, stops).thenApply(done -> -1L)
                              : writeNowAndThen().thenApply(done -> waitMs(began, offsets.size()));
                        });
              });
    }

    private void mustGoOn(int step, BooleanSupplier isGivenUp) {
      if (step != steps || isGivenUp.getAsBoolean()) {
        throw new CancellationException("the step was given up");
      }
    }

    private long waitMs(long began, int messages) {
      long spentMs = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began);
      return Math.max(0, messages * 1_000L / now.perSecond() - spentMs);
    }

    /** Why it must stop; null for going on. */
    private Reason take(int partition, List<Long> offsets, List<RedriveOutcome> outcomes) {
      long next = offsets.get(offsets.size() - 1) + 1;
      Reason stops = null;
      for (int i = 0; i < outcomes.size() && stops == null; i++) {
        stops = stops(outcomes.get(i).result());
        if (stops != null) {
          next = offsets.get(i);
        }
      }
      long seenTo = next;
      long moved = outcomes.stream().filter(one -> one.result() == Result.MOVED).count();
      List<Left> left =
          outcomes.stream()
              .filter(one -> one.isLeft() && one.id().offset() < seenTo)
              .map(
                  one ->
                      new Left(one.id().toString(), one.result().name().toLowerCase(Locale.ROOT)))
              .toList();
      now = now.after(partition, next, moved, left);
      return stops;
    }

    private Reason stops(Result result) {
      return switch (result) {
        case TARGET_FULL -> Reason.TARGET_FULL;
        case TARGET_GONE -> now.target() == null ? null : Reason.TARGET_GONE;
        case ON_ITS_WAY, TOO_MANY_LEAVING -> Reason.NOT_ARRIVING;
        default -> null;
      };
    }

    private CompletableFuture<Void> writeNowAndThen() {
      return nanoTime.getAsLong() - writtenAt > WRITE_DOWN_NANOS
          ? write(State.RUNNING, null)
          : CompletableFuture.completedFuture(null);
    }

    /** When somebody was quicker, the next step finds out. */
    private CompletableFuture<Void> write(State state, Reason reason) {
      Redrive next = now.with(written.revision() + 1, state, reason);
      return changes
          .carryOut(new PutRedrive(next))
          .thenAccept(
              done -> {
                written = catalog.redrive(queue).orElse(next);
                now = written;
                writtenAt = nanoTime.getAsLong();
                if (state != State.RUNNING) {
                  LOG.info(
                      "the redrive of queue {} is {}{}: {} moved, {} left",
                      queue.name(),
                      state,
                      reason == null ? "" : " (" + reason + ")",
                      next.moved(),
                      next.left());
                }
              });
    }
  }
}
