package io.cmqkafka.node;

import io.cmqkafka.Pushing;
import io.cmqkafka.Queues;
import io.cmqkafka.Topics;
import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.GoneTopics;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.cluster.Decisions;
import io.cmqkafka.cluster.LiveProcesses;
import io.cmqkafka.cluster.RulesSwitch;
import io.cmqkafka.cluster.WaitingReceives;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.command.ReplyReader;
import io.cmqkafka.command.ReplyRouter;
import io.cmqkafka.command.Ticker;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.deadletter.DeadLetters;
import io.cmqkafka.delivery.Deliveries;
import io.cmqkafka.delivery.PushFailures;
import io.cmqkafka.kafka.AutoCreation;
import io.cmqkafka.kafka.KafkaClients;
import io.cmqkafka.kafka.KafkaTopicSetup;
import io.cmqkafka.kafka.Patience;
import io.cmqkafka.kafka.RunningTopology;
import io.cmqkafka.kafka.SkippedRecords;
import io.cmqkafka.kafka.TopicMetrics;
import io.cmqkafka.kafka.Worker;
import io.cmqkafka.logging.Seldom;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LatestAppend;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.logtime.LogTimeAhead;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import io.cmqkafka.receiving.Receiving;
import io.cmqkafka.receiving.WaitingRooms;
import io.cmqkafka.retention.CommandsLogSize;
import io.cmqkafka.retention.CommandsTrimmer;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.Unconsumed;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.topology.CmqStreams;
import io.cmqkafka.topology.StateSize;
import io.cmqkafka.transactions.HangingTransactions;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's part of CMQ on a Kafka cluster: its Kafka clients, its share of the topology, and
 * the face through which queues are used. Any number of them can run against one cluster.
 */
public final class Cmq implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cmq.class);
  private static final int SECRET_BYTES = 32;

  private static final Duration PROPOSE_AGAIN = Duration.ofSeconds(5);

  /** How exactly deadlines of requests that Kafka does not answer are kept. */
  private static final long DEADLINES_MS = 200;

  /** What is asked for last shall still be answered. */
  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

  /** What is told last, such as that a receive waits no longer, shall still get to Kafka. */
  private static final Duration LAST_COMMANDS = Duration.ofSeconds(2);

  private static final long DECISIONS_MS = 1_000;
  private static final long PROCESSES_MS = 5_000;

  private final Deque<AutoCloseable> toClose;
  private final RunningTopology streams;
  private final CatalogView catalog;
  private final Arrivals arrivals;
  private final Decisions decisions;
  private final LiveProcesses processes;
  private final List<Worker> workers;
  private final List<ScheduledFuture<?>> lookedAfter = new ArrayList<>();
  private final Publishing publishing;
  private final ByteBudget budget;
  private final Queues queues;
  private final Topics topics;
  private final CompletableFuture<UnknownRulesException> unknownRules = new CompletableFuture<>();
  private volatile boolean closing;

  /**
   * Connects and starts; blocks until this process can serve.
   *
   * @param pushing null for a process that leaves pushing to others
   * @param executor completes what {@link Queues} answers; may be blocked by its users
   * @param timeout for the whole start
   * @throws TimeoutException when Kafka did not answer, or did not give this process its part, in
   *     time; its message says what was waited for
   * @throws ExecutionException when Kafka refused something
   */
  public static Cmq start(
      CmqConfig config, Pushing pushing, MeterRegistry meters, Executor executor, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    // Whatever was made before something fails is closed.
    Deque<AutoCloseable> toClose = new ArrayDeque<>();
    try {
      KafkaClients clients = new KafkaClients(config);
      toClose.push(clients);
      Admin admin = clients.admin();
      StartProgress progress = new StartProgress(timeout, System::nanoTime);
      KafkaTopicSetup.Partitions partitions =
          new KafkaTopicSetup(admin, config, progress.deadlineNanos()).run();
      new AutoCreation(admin).warn();
      if (partitions.commands() != config.commandsPartitions()) {
        LOG.warn(
            "{} has {} partitions, which were fixed at its first start; commands.partitions={} is"
                + " not used",
            config.topics().commands(),
            partitions.commands(),
            config.commandsPartitions());
      }
      return new Cmq(
          config, pushing, meters, executor, clients, admin, partitions, progress, toClose);
    } catch (ExecutionException | InterruptedException | TimeoutException | RuntimeException e) {
      closeAll(toClose);
      throw e;
    }
  }

  private Cmq(
      CmqConfig config,
      Pushing pushing,
      MeterRegistry meters,
      Executor executor,
      KafkaClients clients,
      Admin admin,
      KafkaTopicSetup.Partitions partitions,
      StartProgress progress,
      Deque<AutoCloseable> toClose)
      throws ExecutionException, InterruptedException, TimeoutException {
    this.toClose = toClose;
    long deadline = progress.deadlineNanos();
    KafkaTopics names = config.topics();
    SkippedRecords skipped = new SkippedRecords(meters);
    TopicMetrics topicMetrics =
        new TopicMetrics(List.of(names.queuePrefix(), names.deliveryPrefix()));
    LogClock clock = new LogClock();
    AgeClock ages = clock.ages();
    ages.startFrom(
        LatestAppend.in(admin, names.commands(), partitions.commands(), config.requestTimeoutMs()));
    BodyCache cache = new BodyCache(config.bodyCacheBytes());
    // Pushes have theirs to themselves, see Deliveries.
    budget = new ByteBudget(config.maxInflightBytes() - config.maxPushedBytes());
    Producer<byte[], byte[]> commandProducer = metered(meters, clients.commandProducer());
    toClose.push(() -> commandProducer.close(LAST_COMMANDS));
    // Known before the first command, and before the first reply to another process.
    Patience.until(deadline, () -> commandProducer.partitionsFor(names.commands()));
    Patience.until(deadline, () -> commandProducer.partitionsFor(names.replies()));
    PendingReplies pending = new PendingReplies(config.instanceId(), config.maxPendingRequests());
    CommandLog commands =
        new CommandLog(
            commandProducer,
            names.commands(),
            partitions.commands(),
            pending,
            clock,
            config.requestTimeoutMs());
    MessageLog messages =
        new MessageLog(
            metered(meters, topicMetrics.watch(clients.bodyProducer())),
            cache,
            budget,
            config.requestTimeoutMs());
    BodyFetcher bodies =
        new BodyFetcher(
            metered(meters, topicMetrics.watch(clients.bodyConsumer())),
            cache,
            config.requestTimeoutMs());
    ReplyReader replies =
        new ReplyReader(
            clients.replyConsumer(),
            names.replies(),
            partitions.replies(),
            config.instanceId(),
            pending,
            skipped);
    PushFailures pushFailures = new PushFailures();
    ReplyRouter router =
        new ReplyRouter(
            config.instanceId(),
            pending,
            commandProducer,
            names.replies(),
            partitions.replies(),
            pushFailures::of);
    catalog = new CatalogView(clients.catalogConsumer(), names.catalog(), skipped);
    Retention retention = new Retention(admin, commands, ages, config.requestTimeoutMs());
    QueueTopics kafkaTopics = new QueueTopics(admin, config);
    Unconsumed unconsumed = new Unconsumed(admin, commands, ages, config.requestTimeoutMs());
    arrivals =
        new Arrivals(
            metered(meters, topicMetrics.watch(clients.tailConsumer())),
            catalog,
            commands,
            cache,
            retention,
            unconsumed,
            skipped,
            kafkaTopics::idOf);
    DeadLetters deadLetters =
        new DeadLetters(catalog, bodies, messages, commands, unconsumed::moved, meters);
    Ticker ticker = new Ticker(commands, clock);
    processes = new LiveProcesses(admin, names.queuesApplication());
    RulesSwitch rulesSwitch =
        new RulesSwitch(processes, config.onlyInstance(), config.rules().offered(), commands);
    LogTimeAhead logTimeAhead = new LogTimeAhead(System::nanoTime, new Seldom()::isDue);
    WaitingReceives waitingReceives =
        new WaitingReceives(
            config.onlyInstance()
                ? instance -> !instance.equals(config.instanceId())
                : processes::isGone,
            commands);
    StateSize stateSize = new StateSize();
    streams =
        CmqStreams.of(
            config,
            new CommandPartitions(partitions.commands()),
            router,
            new Shards(arrivals, ticker, deadLetters, rulesSwitch, logTimeAhead, waitingReceives),
            skipped,
            stateSize);
    CommandsLogSize logSize =
        new CommandsLogSize(
            admin, names.commands(), config.commandsRetentionMs(), config.requestTimeoutMs(), ages);
    publishing =
        new Publishing(
            config,
            partitions,
            admin,
            metered(meters, clients.publicationProducer()),
            catalog,
            skipped,
            topicMetrics,
            budget,
            meters,
            deadline);
    HangingTransactions hanging =
        new HangingTransactions(
            admin,
            names.queuesApplication(),
            CmqStreams.commandsOf(names),
            names.catalog(),
            key -> commands.ask(new CatalogCommand.Republish(key)),
            names.commands(),
            clients::uncommittedConsumer,
            CmqStreams.transactionTimeoutMs(config),
            config.requestTimeoutMs(),
            meters,
            new Seldom()::isDue);
    GoneTopics gone =
        new GoneTopics(kafkaTopics::ids, cache::removeAll, meters, config.requestTimeoutMs());
    Housekeeping housekeeping =
        new Housekeeping(
            arrivals,
            retention,
            unconsumed,
            deadLetters,
            logTimeAhead,
            logSize,
            new CommandsTrimmer(
                admin,
                names.commands(),
                names.queuesApplication(),
                config.commandsRetentionMs(),
                config.requestTimeoutMs(),
                ages,
                hanging::holdsUp),
            catalog,
            kafkaTopics,
            commands,
            router,
            publishing.publications(),
            topicMetrics,
            rulesSwitch,
            ages,
            gone,
            config.requestTimeoutMs());
    workers =
        Stream.concat(
                Stream.of(
                    arrivals, catalog, bodies, ticker, replies, deadLetters, housekeeping, hanging),
                clients.senders().stream())
            .toList();

    // Closed in the reverse of this order.
    toClose.push(messages);
    toClose.push(bodies);
    toClose.push(catalog);
    toClose.push(replies);
    toClose.push(pending::close);
    ScheduledExecutorService lateness =
        Executors.newSingleThreadScheduledExecutor(task -> daemon("cmq-deadlines", task));
    toClose.push(lateness::shutdownNow);
    WaitingRooms rooms =
        new WaitingRooms(commands, messages, config.maxInactive(), config.requestTimeoutMs());
    lookedAfter.add(every(lateness, DEADLINES_MS, "refusing late commands", pending::refuseLate));
    lookedAfter.add(every(lateness, DEADLINES_MS, "refusing late sends", messages::refuseLate));
    lookedAfter.add(every(lateness, DEADLINES_MS, "sweeping waiting rooms", rooms::sweep));
    lookedAfter.add(every(lateness, PROCESSES_MS, "counting processes", processes::ask));
    toClose.push(arrivals);
    toClose.push(ticker);
    toClose.push(deadLetters);
    toClose.push(housekeeping);
    toClose.push(hanging);
    toClose.push(publishing);
    toClose.push(this::closeTopologies);
    toClose.push(() -> awaitReplies(pending));
    toClose.push(rooms);
    Deliveries deliveries =
        pushing == null
            ? null
            : closing(
                Deliveries.of(
                    pushing,
                    config,
                    commands,
                    ages,
                    bodies,
                    catalog,
                    arrivals,
                    pushFailures,
                    meters));

    progress.await(catalog.start(), () -> names.catalog() + " to be read to its end");
    Rules newest = config.rules().newest();
    // Before it takes part in anything: nobody else is disturbed by a process that may not begin.
    catalog.rules().mustBeKnown(newest);
    followRules(newest);
    progress.await(replies.start(), () -> "the end of " + names.replies());
    bodies.start();
    arrivals.start();
    ticker.start();
    // Before the topologies, whose start may be what such a transaction holds up.
    hanging.start();
    CompletableFuture<Void> running =
        CompletableFuture.allOf(start(streams, meters), start(publishing.fanOut(), meters));
    progress.await(running, () -> streams.progress() + "; " + publishing.fanOut().progress());
    HandleKey key = handleKey(commands, progress);
    housekeeping.start();
    processes.ask();
    if (deliveries != null) {
      deliveries.start();
    }
    Receiving.Tools tools =
        new Receiving.Tools(
            commands,
            messages,
            bodies,
            // What slow clients do not take leaves room for requests.
            budget.part(budget.max() / 2),
            new ReceiptHandles(Base64.getDecoder().decode(key.secret())),
            clock,
            config.maxInactive(),
            executor);
    PartitionRequests requests =
        new PartitionRequests(commands, 2L * config.requestTimeoutMs(), executor);
    CatalogChanges changes = new CatalogChanges(commands, catalog, config.requestTimeoutMs());
    QueueCounter counter = new QueueCounter(kafkaTopics, messages, bodies, clock, requests);
    KafkaQueues kafkaQueues =
        new KafkaQueues(
            config,
            kafkaTopics,
            catalog,
            changes,
            tools,
            rooms,
            requests,
            counter,
            publishing::putInForce,
            processes::count,
            gone::isGone);
    PublishedTopics publishedTopics =
        publishing.topics(config, kafkaTopics, changes, requests, counter, executor);
    housekeeping.seldom("forgetting deleted queues", kafkaQueues::forgetWhatIsGone);
    housekeeping.seldom("forgetting deleted topics", publishedTopics::forgetWhatIsGone);
    queues = kafkaQueues;
    topics = publishedTopics;
    // Not before: what a start may wait for is no sign that nobody decides.
    decisions = new Decisions(commands, pending, arrivals::owned, config.requestTimeoutMs());
    lookedAfter.add(
        every(lateness, DECISIONS_MS, "asking whether commands are decided about", decisions::ask));
    Gauge.builder("cmq.processes", processes, p -> number(p.count()))
        .description("Processes of the cluster; NaN when Kafka does not say")
        .register(meters);
    Gauge.builder("cmq.rules.version", rulesSwitch, s -> number(s.oldest()))
        .description("The oldest version of the rules that this process decides by")
        .register(meters);
    Gauge.builder("cmq.owned.partitions", arrivals, a -> a.owned().size())
        .description("Commands partitions that this process decides about")
        .register(meters);
    Gauge.builder("cmq.receives.waiting", waitingReceives, WaitingReceives::count)
        .description("Receives, of any process, that wait where this one decides")
        .register(meters);
    Gauge.builder("cmq.pending.requests", pending, PendingReplies::size)
        .description("Commands of this process that wait for a reply")
        .register(meters);
    Gauge.builder("cmq.body.cache.bytes", cache, BodyCache::bytes)
        .description("Bytes of message bodies at hand")
        .register(meters);
    Gauge.builder("cmq.body.cache.max.bytes", config, CmqConfig::bodyCacheBytes)
        .description("How many of them there may be")
        .register(meters);
    Gauge.builder("cmq.inflight.bytes", messages, MessageLog::inflightBytes)
        .description("Bytes of message bodies on their way to Kafka")
        .register(meters);
    Gauge.builder("cmq.held.bytes", budget, ByteBudget::taken)
        .description("Bytes that requests make this process hold")
        .register(meters);
    Gauge.builder("cmq.held.max.bytes", budget, ByteBudget::max)
        .description("How many they may")
        .register(meters);
    Gauge.builder("cmq.queue.state.records", stateSize, StateSize::records)
        .description("Records of queue state that this process holds and decides about")
        .register(meters);
    Gauge.builder("cmq.commands.log.records", logSize, CommandsLogSize::records)
        .description("Records that Kafka keeps of the owned commands partitions")
        .register(meters);
    Gauge.builder("cmq.log.time.ahead.seconds", logTimeAhead, LogTimeAhead::seconds)
        .description("How far log time is ahead of the brokers' clock; 0 but after one was ahead")
        .register(meters);
    Gauge.builder("cmq.commands.log.overdue.records", logSize, CommandsLogSize::overdue)
        .description("Those that are older than commands.retention.ms and not trimmed yet")
        .register(meters);
  }

  public Queues queues() {
    return queues;
  }

  public Topics topics() {
    return topics;
  }

  /** What requests may make this process hold; who reads and answers them takes from it too. */
  public ByteBudget budget() {
    return budget;
  }

  /** How many processes share the work of the cluster; empty when Kafka has not said. */
  public OptionalInt processes() {
    return processes.count();
  }

  /**
   * Completes when this process must be closed, because rules are in force that it does not know.
   */
  public CompletableFuture<UnknownRulesException> unknownRules() {
    return unknownRules;
  }

  /**
   * Why requests here would not be served, one sentence each; empty when they would. A moment in
   * which nobody decides, as in a hand-over, is no trouble.
   */
  public List<String> troubles() {
    if (closing) {
      return List.of("this process is stopping");
    }
    List<String> troubles = new ArrayList<>();
    if (unknownRules.isDone()) {
      troubles.add(unknownRules.join().getMessage());
    }
    troubleOf("topology", streams).ifPresent(troubles::add);
    troubleOf("fan-out", publishing.fanOut()).ifPresent(troubles::add);
    decisions.trouble().ifPresent(troubles::add);
    for (Worker worker : workers) {
      if (!worker.isAlive()) {
        troubles.add(stopped(worker.task()));
      }
    }
    if (lookedAfter.stream().anyMatch(ScheduledFuture::isDone)) {
      troubles.add(stopped("keeping deadlines"));
    }
    return troubles;
  }

  /**
   * Waits for the replies that are under way, hands over what this process owns and stops. Bounded
   * by some seconds.
   */
  @Override
  public void close() {
    closing = true;
    closeAll(toClose);
  }

  /**
   * A receive that was given up since its client is told to go may be granted a message all the
   * same. It is given back, but only by a process that sees the reply: else nobody is given it
   * before its visibility timeout.
   */
  private static void awaitReplies(PendingReplies pending) throws InterruptedException {
    if (!pending.awaitThoseTakenLate(LAST_REPLIES)) {
      LOG.warn(
          "stopping while receives have no reply; a message that one of them receives comes"
              + " again when its visibility timeout has ended");
    }
  }

  /** Both at once: each may take its time when Kafka does not answer. */
  private void closeTopologies() throws InterruptedException {
    Thread fanOut = daemon("cmq-fan-out-close", publishing.fanOut()::close);
    fanOut.start();
    streams.close();
    fanOut.join();
  }

  private static void closeAll(Deque<AutoCloseable> toClose) {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception e) {
        LOG.warn("closing failed, going on: {}", e.toString());
      }
    }
  }

  /** Also of a process that decides about nothing: it may have to at any time. */
  private void followRules(Rules newest) {
    streams
        .stuck()
        .thenAccept(
            unknown -> {
              unknownRules.complete(unknown);
              // Others can decide at once, and not only when all else here has ended.
              daemon("cmq-queues-close", streams::close).start();
            });
    catalog.onChange(
        changes -> {
          try {
            catalog.rules().mustBeKnown(newest);
          } catch (UnknownRulesException e) {
            unknownRules.complete(e);
          }
        });
  }

  private static Optional<String> troubleOf(String name, RunningTopology topology) {
    KafkaStreams.State state = topology.state();
    return switch (state) {
      // Whoever rebalances serves what needs no change of hands; Decisions knows when nothing is.
      case RUNNING, REBALANCING -> Optional.empty();
      default -> Optional.of("the " + name + " is " + state);
    };
  }

  private CompletableFuture<Void> start(RunningTopology topology, MeterRegistry meters) {
    CompletableFuture<Void> running = topology.start();
    closing(new KafkaStreamsMetrics(topology.kafkaStreams())).bindTo(meters);
    return running;
  }

  private static String stopped(String task) {
    return task + " has stopped after an error, see the log; this process must be restarted";
  }

  private static double number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : Double.NaN;
  }

  /** Goes on after exceptions; an error ends it, which {@link #troubles} tell then. */
  private static ScheduledFuture<?> every(
      ScheduledExecutorService executor, long periodMs, String what, Runnable task) {
    return executor.scheduleWithFixedDelay(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.error("{} met an unexpected failure and goes on", what, e);
          } catch (Error e) {
            LOG.error("{} failed and does not go on", what, e);
            throw e;
          }
        },
        periodMs,
        periodMs,
        TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private HandleKey handleKey(CommandLog commands, StartProgress progress)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<Void> known = new CompletableFuture<>();
    catalog.onChange(changes -> catalog.handleKey().ifPresent(key -> known.complete(null)));
    if (catalog.handleKey().isEmpty()) {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      HandleKey proposed = new HandleKey(Base64.getEncoder().encodeToString(secret));
      propose(proposed, known, commands, progress);
    }
    return catalog.handleKey().orElseThrow();
  }

  /** A proposal may get lost on its way; the first one that arrives counts. */
  private static void propose(
      HandleKey proposed,
      CompletableFuture<Void> known,
      CommandLog commands,
      StartProgress progress)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      commands.ask(new CatalogCommand.ProposeHandleKey(proposed));
      long next = System.nanoTime() + PROPOSE_AGAIN.toNanos();
      try {
        progress.await(known, next, () -> "the cluster's key of receipt handles");
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() - progress.deadlineNanos() >= 0) {
          throw e;
        }
      }
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    toClose.push(closeable);
    return closeable;
  }

  private Producer<byte[], byte[]> metered(
      MeterRegistry meters, Producer<byte[], byte[]> producer) {
    closing(new KafkaClientMetrics(producer)).bindTo(meters);
    return producer;
  }

  private Consumer<byte[], byte[]> metered(
      MeterRegistry meters, Consumer<byte[], byte[]> consumer) {
    closing(new KafkaClientMetrics(consumer)).bindTo(meters);
    return consumer;
  }
}
