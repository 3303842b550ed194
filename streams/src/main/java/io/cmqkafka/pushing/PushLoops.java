package io.cmqkafka.pushing;

import io.cmqkafka.Pushing;
import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link PushLoop} for each HTTP subscription whose delivery queue this process decides
 * about. If two processes think so for a moment, it does no harm: the queue gives each message to
 * one of them.
 */
public final class PushLoops implements AutoCloseable {
  /** How often all subscriptions are looked at, in case the notice of a change was lost. */
  private static final long REVIEW_MS = 30_000;

  /**
   * How long a stop waits for pushes under way. Other processes repeat those that have not ended.
   */
  private static final long GRACE_MS = 2_000;

  private static final long LOOK_AGAIN_MS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(PushLoops.class);

  private final PushLoop.Tools tools;
  private final Supplier<List<SubscriptionDefinition>> subscriptions;
  private final IntPredicate owns;
  private final AtomicBoolean reviewing = new AtomicBoolean();

  /** By the delivery queue's id. Used by the event loop alone. */
  private final Map<String, PushLoop> running = new HashMap<>();

  private boolean closing;

  /**
   * @param subscriptions all HTTP subscriptions there are, as the catalog has them now
   * @param owns whether this process decides about a commands partition
   */
  PushLoops(
      PushLoop.Tools tools,
      Supplier<List<SubscriptionDefinition>> subscriptions,
      IntPredicate owns) {
    this.tools = tools;
    this.subscriptions = subscriptions;
    this.owns = owns;
  }

  /**
   * Makes the loops of a process, on a thread of their own.
   *
   * @param maxPushedBytes bytes of messages that are being pushed; beyond it pushes wait
   */
  public static PushLoops of(
      Pushing pushing,
      long maxPushedBytes,
      CommandLog commands,
      AgeClock ages,
      BodyFetcher bodies,
      CatalogView catalog,
      Arrivals arrivals,
      PushOutcomes outcomes,
      Tally tally,
      MeterRegistry meters) {
    PushLoop.Tools tools =
        new PushLoop.Tools(
            pushing,
            commands,
            ages,
            bodies,
            new EventThread("cmq-deliveries"),
            new PushSlots(
                pushing.maxUnderWay(),
                pushing.maxPerEndpoint(),
                maxPushedBytes,
                PushLoop.LARGEST_BYTES),
            PushMeters.of(meters),
            outcomes,
            tally,
            new LogLimit());
    PushLoops pushLoops = new PushLoops(tools, catalog::pushed, p -> arrivals.owned().contains(p));
    catalog.onChange(pushLoops::changed);
    arrivals.onOwnership(pushLoops::review);
    return pushLoops;
  }

  public void start() {
    reviewNow();
    tools.loop().runIn(REVIEW_MS, this::start);
  }

  /** Takes changes of subscriptions. Thread-safe and quick. */
  void changed(List<CatalogView.Change> changes) {
    List<CatalogView.Change> ofPushes =
        changes.stream()
            .filter(one -> one.pushedBefore() != null || one.pushedAfter() != null)
            .toList();
    if (!ofPushes.isEmpty()) {
      tools.loop().run(() -> ofPushes.forEach(this::follow));
    }
  }

  private void follow(CatalogView.Change change) {
    SubscriptionDefinition was = change.pushedBefore();
    SubscriptionDefinition is = change.pushedAfter();
    boolean isGone = was != null && (is == null || !queueId(is).equals(queueId(was)));
    PushLoop ended = isGone ? running.remove(queueId(was)) : null;
    if (ended != null) {
      ended.stop();
    }
    if (is != null) {
      pushFor(is);
    }
  }

  /** Looks at all subscriptions, because ownership may have changed. Thread-safe and quick. */
  void review() {
    if (reviewing.compareAndSet(false, true)) {
      tools
          .loop()
          .run(
              () -> {
                reviewing.set(false);
                reviewNow();
              });
    }
  }

  /**
   * Begins no push any more. Waits a little for pushes under way and for messages still being
   * received.
   */
  @Override
  public void close() throws InterruptedException {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    tools
        .loop()
        .run(
            () -> {
              closing = true;
              running.values().forEach(PushLoop::stop);
              tellWhenIdle(idle);
            });
    try {
      idle.get(GRACE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("stopping with pushes under way; they will be repeated");
    } finally {
      tools.loop().close();
    }
  }

  private void tellWhenIdle(CompletableFuture<Void> idle) {
    if (tools.slots().underWay() > 0 || running.values().stream().anyMatch(PushLoop::isAsking)) {
      tools.loop().runIn(LOOK_AGAIN_MS, () -> tellWhenIdle(idle));
    } else {
      running.values().forEach(PushLoop::deleteSettled);
      idle.complete(null);
    }
  }

  private static String queueId(SubscriptionDefinition subscription) {
    return PushLoop.queueOf(subscription).queueId();
  }

  /** Begins or goes on with a subscription. True when this process pushes for it. */
  private boolean pushFor(SubscriptionDefinition subscription) {
    QueuePartition queue = PushLoop.queueOf(subscription);
    boolean isOurs = !closing && owns.test(tools.commands().partitionOf(queue));
    if (isOurs) {
      running
          .computeIfAbsent(queue.queueId(), id -> new PushLoop(tools, subscription))
          .pushFor(subscription);
    }
    return isOurs;
  }

  private void reviewNow() {
    if (closing) {
      return;
    }
    Set<String> wanted = new HashSet<>();
    for (SubscriptionDefinition subscription : subscriptions.get()) {
      if (pushFor(subscription)) {
        wanted.add(queueId(subscription));
      }
    }
    running
        .entrySet()
        .removeIf(
            one -> {
              boolean gone = !wanted.contains(one.getKey());
              if (gone) {
                one.getValue().stop();
              }
              return gone;
            });
  }
}
