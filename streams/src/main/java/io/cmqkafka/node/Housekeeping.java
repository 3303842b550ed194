package io.cmqkafka.node;

import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.body.GoneTopics;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.cluster.RulesSwitch;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.ReplyRouter;
import io.cmqkafka.deadletter.DeadLetters;
import io.cmqkafka.definition.NameRelease;
import io.cmqkafka.kafka.TopicMetrics;
import io.cmqkafka.kafka.Worker;
import io.cmqkafka.logging.Seldom;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogTimeAhead;
import io.cmqkafka.publication.PublicationLog;
import io.cmqkafka.retention.CommandsLogSize;
import io.cmqkafka.retention.CommandsTrimmer;
import io.cmqkafka.retention.KeptLongEnough;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.Unconsumed;
import io.cmqkafka.view.CatalogView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an owner does now and then: lets messages expire or die of age, removes the Kafka topics of
 * deleted queues and ended subscriptions, trims the commands log. One thread; what fails is logged
 * and done again next time.
 */
public final class Housekeeping implements AutoCloseable, Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long OFTEN_MS = 1_000;
  private static final long NOW_AND_THEN_MS = 5_000;
  private static final long SELDOM_MS = 30_000;

  private final Arrivals arrivals;
  private final Retention retention;
  private final Unconsumed unconsumed;
  private final DeadLetters deadLetters;
  private final LogTimeAhead logTimeAhead;
  private final CommandsLogSize logSize;
  private final CommandsTrimmer trimmer;
  private final CatalogView catalog;
  private final NameRelease names;
  private final KeptLongEnough kept;
  private final GoneTopics gone;
  private final CommandLog log;
  private final ReplyRouter replies;
  private final PublicationLog publications;
  private final TopicMetrics topicMetrics;
  private final RulesSwitch rulesSwitch;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread one = new Thread(task, "cmq-housekeeping");
            one.setDaemon(true);
            return one;
          });

  private final Seldom logged = new Seldom();
  private final List<Future<?>> chores = new CopyOnWriteArrayList<>();

  public Housekeeping(
      Arrivals arrivals,
      Retention retention,
      Unconsumed unconsumed,
      DeadLetters deadLetters,
      LogTimeAhead logTimeAhead,
      CommandsLogSize logSize,
      CommandsTrimmer trimmer,
      CatalogView catalog,
      QueueTopics topics,
      CommandLog log,
      ReplyRouter replies,
      PublicationLog publications,
      TopicMetrics topicMetrics,
      RulesSwitch rulesSwitch,
      AgeClock ages,
      GoneTopics gone,
      long timeoutMs) {
    this.arrivals = arrivals;
    this.retention = retention;
    this.unconsumed = unconsumed;
    this.deadLetters = deadLetters;
    this.logTimeAhead = logTimeAhead;
    this.logSize = logSize;
    this.trimmer = trimmer;
    this.catalog = catalog;
    this.names =
        new NameRelease(
            topics::delete,
            one -> log.ask(new CatalogCommand.ReleaseName(one.name(), one.id(), one.key())),
            timeoutMs,
            System::nanoTime);
    this.kept = new KeptLongEnough(topics, ages, timeoutMs);
    this.gone = gone;
    this.log = log;
    this.replies = replies;
    this.publications = publications;
    this.topicMetrics = topicMetrics;
    this.rulesSwitch = rulesSwitch;
  }

  public void start() {
    schedule("letting messages expire", retention::expire, OFTEN_MS);
    schedule("letting unconsumed messages die", unconsumed::look, OFTEN_MS);
    schedule("coming back to unconsumed messages", unconsumed::comeBack, NOW_AND_THEN_MS);
    schedule("putting rules in force", rulesSwitch::look, OFTEN_MS);
    schedule("watching log time", logTimeAhead::look, OFTEN_MS);
    schedule("removing deleted queues' topics", this::releaseNames, OFTEN_MS);
    schedule("measuring the commands log", () -> logSize.look(arrivals.owned()), SELDOM_MS);
    schedule("trimming the commands log", () -> trimmer.trim(arrivals.owned()), SELDOM_MS);
    schedule("comparing topics' retention", this::keepLongEnough, SELDOM_MS);
    schedule("looking for deleted topics", this::lookForTopics, NOW_AND_THEN_MS);
    schedule("asking for the commands log", log::keepKnown, SELDOM_MS);
    schedule("asking for the replies' topic", replies::keepKnown, SELDOM_MS);
    schedule("asking for the publications' topic", publications::keepKnown, SELDOM_MS);
    schedule("forgetting metrics of deleted topics", this::forgetTopics, SELDOM_MS);
    schedule("reviewing what is followed", arrivals::review, SELDOM_MS);
    schedule("asking for forgotten dead letters", deadLetters::review, SELDOM_MS);
  }

  /** Does this, too, every 30 s. It runs on the one thread, so it must not wait for anything. */
  public void seldom(String what, Runnable chore) {
    schedule(what, chore::run, SELDOM_MS);
  }

  @Override
  public String task() {
    return "keeping house";
  }

  @Override
  public boolean isAlive() {
    return chores.stream().noneMatch(Future::isDone);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private interface Chore {
    void run() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private void schedule(String what, Chore chore, long periodMs) {
    chores.add(
        thread.scheduleWithFixedDelay(
            () -> run(what, chore), periodMs, periodMs, TimeUnit.MILLISECONDS));
  }

  private void run(String what, Chore chore) {
    try {
      chore.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (logged.isDue(what)) {
        LOG.warn("{} failed, will be tried again: {}", what, e.toString());
      }
    } catch (Error e) {
      LOG.error("{} failed and is not tried again", what, e);
      throw e;
    }
  }

  private void forgetTopics() {
    if (catalog.isCurrent()) {
      topicMetrics.forgetGone(
          () ->
              catalog.storedQueues().stream()
                  .map(QueueDefinition::kafkaTopic)
                  .collect(Collectors.toSet()));
    }
  }

  private void releaseNames() throws InterruptedException {
    if (arrivals.owned().contains(CommandPartitions.CATALOG)) {
      names.run(catalog.released());
    }
  }

  private void lookForTopics() throws ExecutionException, InterruptedException, TimeoutException {
    if (catalog.isCurrent()) {
      gone.look(catalog::storedQueues, arrivals.owned().contains(CommandPartitions.CATALOG));
    }
  }

  private void keepLongEnough() throws ExecutionException, InterruptedException, TimeoutException {
    if (arrivals.owned().contains(CommandPartitions.CATALOG)) {
      kept.look(catalog.queues());
    }
  }
}
