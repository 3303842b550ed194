package io.cmqkafka.node;

import io.cmqkafka.Cluster;
import io.cmqkafka.ClusterState;
import io.cmqkafka.Numbers;
import io.cmqkafka.Pushing;
import io.cmqkafka.Queues;
import io.cmqkafka.Repairs;
import io.cmqkafka.Topics;
import io.cmqkafka.browsing.Browsing;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.HandleKey;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.cluster.KafkaCluster;
import io.cmqkafka.cluster.OnlyProcess;
import io.cmqkafka.command.CommandProbe;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.config.CmqConfig;
import io.cmqkafka.definition.QueueDefinitions;
import io.cmqkafka.kafka.KafkaClients;
import io.cmqkafka.pushing.PushLoops;
import io.cmqkafka.pushing.PushOutcomes;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import io.cmqkafka.receiving.Receiving;
import io.cmqkafka.receiving.WaitingRooms;
import io.cmqkafka.repair.KafkaRepairs;
import io.cmqkafka.repair.RedriveRunner;
import io.cmqkafka.repair.Redriving;
import io.cmqkafka.sending.QueueCounter;
import io.cmqkafka.streams.RunningTopology;
import io.cmqkafka.view.CatalogChanges;
import io.cmqkafka.view.CatalogView;
import io.cmqkafka.worker.Worker;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's part of CMQ on a Kafka cluster: its Kafka clients, its share of the topology, and
 * the face through which queues are used. Any number of them can run against one cluster.
 */
public final class CmqNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CmqNode.class);
  private static final int SECRET_BYTES = 32;

  private static final Duration PROPOSE_AGAIN = Duration.ofSeconds(5);

  /** How often overdue requests are looked for: their deadlines are kept with this precision. */
  private static final long DEADLINES_MS = 200;

  private static final long DECISIONS_MS = 1_000;
  private static final long PROCESSES_MS = 5_000;
  private static final long SELDOM_MS = 30_000;
  private static final long REDRIVES_MS = 1_000;

  private final Foundation base;
  private final Deque<AutoCloseable> toClose;
  private final Commands commands;
  private final Bodies bodies;
  private final CatalogView catalog;
  private final Ownership ownership;
  private final Publishing publishing;
  private final PeriodicTasks deadlines = new PeriodicTasks("keeping deadlines", "cmq-deadlines");
  private final PeriodicTasks house = new PeriodicTasks("keeping house", "cmq-housekeeping");
  private final List<Worker> workers;
  private final CommandProbe commandProbe;
  private final Queues queues;
  private final Topics topics;
  private final Repairs repairs;
  private final Cluster cluster;
  private final CompletableFuture<UnknownRulesException> unknownRules = new CompletableFuture<>();
  private volatile boolean closing;

  /**
   * Connects and starts; blocks until this process can serve.
   *
   * @param pushing null for a process that leaves pushing to others
   * @param timeout for the whole start
   * @throws TimeoutException when Kafka did not answer, or did not give this process its part, in
   *     time; its message says what was waited for
   * @throws ExecutionException when Kafka refused something
   */
  public static CmqNode start(
      CmqConfig config, Pushing pushing, MeterRegistry meters, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    // Parts that were made before a failure are closed.
    Deque<AutoCloseable> toClose = new ArrayDeque<>();
    try {
      KafkaClients clients = new KafkaClients(config, meters);
      toClose.push(clients);
      StartProgress progress = new StartProgress(timeout, System::nanoTime);
      return new CmqNode(Foundation.of(config, clients, meters, progress), pushing, toClose);
    } catch (ExecutionException | InterruptedException | TimeoutException | RuntimeException e) {
      closeAll(toClose);
      throw e;
    }
  }

  private CmqNode(Foundation base, Pushing pushing, Deque<AutoCloseable> toClose)
      throws ExecutionException, InterruptedException, TimeoutException {
    this.base = base;
    this.toClose = toClose;
    CmqConfig config = base.config();
    PushOutcomes pushOutcomes = new PushOutcomes();
    commands = new Commands(base, pushOutcomes::of);
    toClose.push(commands::closeProducer);
    bodies = new Bodies(base);
    catalog =
        new CatalogView(
            base.clients().catalogConsumer(),
            base.clients().catalogEndConsumer(),
            base.names().catalog(),
            base.skipped());
    ownership = new Ownership(base, commands, bodies, catalog);
    publishing = new Publishing(base, catalog);
    WaitingRooms rooms =
        new WaitingRooms(
            commands.log, bodies.messages, config.queues().maxInactive(), base.timeoutMs());
    workers = workers();
    closeInReverse(rooms);
    PushLoops pushLoops = pushing == null ? null : pushLoops(pushing, pushOutcomes);
    deadlines.every(DEADLINES_MS, "refusing late commands", commands.pending::refuseLate);
    deadlines.every(DEADLINES_MS, "refusing late sends", bodies.messages::refuseLate);
    deadlines.every(DEADLINES_MS, "sweeping waiting rooms", rooms::sweep);
    deadlines.every(PROCESSES_MS, "counting processes", ownership.processes::ask);

    HandleKey key = startParts(config.topology().rules().newest());
    ownership.keepHouse(house);
    house.every(
        SELDOM_MS, "asking for the publications' topic", publishing.publications()::keepKnown);
    ownership.processes.ask();
    if (pushLoops != null) {
      pushLoops.start();
    }
    Receiving.Tools tools =
        new Receiving.Tools(
            commands.log,
            bodies.messages,
            bodies.fetcher,
            // Half of the budget, so that messages which slow clients do not take leave room for
            // requests.
            base.budget().part(base.budget().max() / 2),
            new ReceiptHandles(Base64.getDecoder().decode(key.secret())),
            commands.clock,
            config.queues().maxInactive());
    PartitionRequests requests = new PartitionRequests(commands.log, 2L * base.timeoutMs());
    CatalogChanges changes = new CatalogChanges(commands.log, catalog, base.timeoutMs());
    QueueCounter counter =
        new QueueCounter(bodies.topics, bodies.messages, bodies.fetcher, commands.clock, requests);
    KafkaQueues kafkaQueues =
        new KafkaQueues(
            config.queues(),
            new QueueDefinitions(
                config.queues(), base.names(), bodies.topics, catalog, changes, requests),
            bodies.topics,
            catalog,
            tools,
            rooms,
            requests,
            counter,
            new Browsing(
                requests,
                bodies.topics,
                bodies.records,
                commands.clock.ages(),
                catalog::rules,
                base.budget().part(Math.max(base.budget().max() / 4, Browsing.LEAST_BUDGET)),
                commands.log,
                id -> catalog.storedQueue(id).map(QueueDefinition::name).orElse(id)),
            publishing::putInForce,
            ownership.processes::count,
            bodies.gone::isGone,
            base.tally());
    Redriving redriving =
        new Redriving(
            requests,
            bodies.records,
            catalog,
            kafkaQueues::admit,
            bodies.gone::isGone,
            config.queues().maxInactive(),
            base.timeoutMs());
    repairs = new KafkaRepairs(catalog, changes, requests, redriving, counter::caughtUp);
    RedriveRunner redrives =
        new RedriveRunner(catalog, changes, requests, redriving, ownership::ownsCatalog);
    house.every(REDRIVES_MS, "carrying out redrives", redrives::review);
    PublishedTopics publishedTopics = publishing.topics(bodies.topics, changes, requests, counter);
    house.every(SELDOM_MS, "forgetting deleted queues", kafkaQueues::forgetWhatIsGone);
    house.every(SELDOM_MS, "forgetting deleted topics", publishedTopics::forgetWhatIsGone);
    queues = kafkaQueues;
    topics = publishedTopics;
    // Made only now: the waits of a start do not mean that commands are not decided about.
    commandProbe =
        new CommandProbe(
            commands.log, commands.pending, ownership.arrivals::owned, base.timeoutMs());
    cluster =
        new KafkaCluster(
            base.admin(),
            base.names(),
            base.partitions().commands(),
            base.partitions().publications(),
            OnlyProcess.of(config.process(), config.topology().rules().offered()),
            base.timeoutMs(),
            this::here);
    deadlines.every(DECISIONS_MS, "asking whether commands are decided about", commandProbe::ask);
  }

  private List<Worker> workers() {
    return Stream.concat(
            Stream.of(
                ownership.arrivals,
                catalog,
                bodies.fetcher,
                bodies.records,
                ownership.ticker,
                commands.replies,
                ownership.deadLetters,
                ownership.hanging,
                ownership.numbers,
                house,
                deadlines),
            base.clients().senders().stream())
        .toList();
  }

  private void closeInReverse(WaitingRooms rooms) {
    toClose.push(bodies.messages);
    toClose.push(bodies.fetcher);
    toClose.push(bodies.records);
    toClose.push(catalog);
    toClose.push(commands.replies);
    toClose.push(commands.pending::close);
    toClose.push(deadlines);
    toClose.push(ownership.numbers);
    toClose.push(ownership.arrivals);
    toClose.push(ownership.ticker);
    toClose.push(ownership.deadLetters);
    toClose.push(house);
    toClose.push(ownership.hanging);
    toClose.push(publishing);
    toClose.push(this::closeTopologies);
    toClose.push(commands::awaitReplies);
    toClose.push(rooms);
  }

  private PushLoops pushLoops(Pushing pushing, PushOutcomes outcomes) {
    return closing(
        PushLoops.of(
            pushing,
            base.config().bounds().maxPushedBytes(),
            commands.log,
            commands.clock.ages(),
            bodies.fetcher,
            catalog,
            ownership.arrivals,
            outcomes,
            base.tally(),
            base.meters()));
  }

  /** Starts the parts in an order in which each finds what it needs. */
  private HandleKey startParts(Rules newest)
      throws ExecutionException, InterruptedException, TimeoutException {
    StartProgress progress = base.progress();
    progress.await(catalog.start(), () -> base.names().catalog() + " to be read to its end");
    // Checked first, so that a process that may not begin disturbs no other.
    catalog.rules().mustBeKnown(newest);
    followRules(newest);
    progress.await(commands.replies.start(), () -> "the end of " + base.names().replies());
    bodies.fetcher.start();
    progress.await(ownership.numbers.start(), () -> "the end of " + base.names().numbers());
    bodies.records.start();
    ownership.arrivals.start();
    ownership.ticker.start();
    // Before the topologies: a hanging transaction may hold up their start.
    ownership.hanging.start();
    RunningTopology fanOut = publishing.fanOut();
    CompletableFuture<Void> running =
        CompletableFuture.allOf(start(ownership.streams), start(fanOut));
    progress.await(running, () -> ownership.streams.progress() + "; " + fanOut.progress());
    return handleKey();
  }

  public Queues queues() {
    return queues;
  }

  public Topics topics() {
    return topics;
  }

  public Repairs repairs() {
    return repairs;
  }

  public Numbers numbers() {
    return ownership.numbers;
  }

  public Cluster cluster() {
    return cluster;
  }

  private ClusterState.Here here() {
    return new ClusterState.Here(
        base.config().process().instanceId(),
        troubles(),
        System.currentTimeMillis(),
        commands.clock.now(),
        ownership.logTimeAhead.ms());
  }

  /**
   * The budget of bytes that requests may make this process hold. The program takes from it too,
   * for reading and answering requests.
   */
  public ByteBudget budget() {
    return base.budget();
  }

  /** How many processes share the work of the cluster; empty when Kafka has not said. */
  public OptionalInt processes() {
    return ownership.processes.count();
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
    troubleOf("the topology is ", ownership.streams).ifPresent(troubles::add);
    troubleOf("the fan-out is ", publishing.fanOut()).ifPresent(troubles::add);
    commandProbe.trouble().ifPresent(troubles::add);
    for (Worker worker : workers) {
      if (!worker.isAlive()) {
        troubles.add(
            worker.task()
                + " has stopped after an error, see the log; this process must be restarted");
      }
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

  /** Closes both at once, because each may take long when Kafka does not answer. */
  private void closeTopologies() throws InterruptedException {
    Thread fanOut = daemon("cmq-fan-out-close", publishing.fanOut()::close);
    fanOut.start();
    ownership.streams.close();
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

  /**
   * Follows them also in a process that decides about nothing, because it may have to at any time.
   */
  private void followRules(Rules newest) {
    ownership
        .streams
        .stuck()
        .thenAccept(
            unknown -> {
              unknownRules.complete(unknown);
              // Closed first, so that other processes can decide at once.
              daemon("cmq-queues-close", ownership.streams::close).start();
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

  private static Optional<String> troubleOf(String thatItIs, RunningTopology topology) {
    KafkaStreams.State state = topology.state();
    return switch (state) {
      // While it rebalances it serves the partitions it keeps; CommandProbe notices when nothing is
      // served.
      case RUNNING, REBALANCING -> Optional.empty();
      default -> Optional.of(thatItIs + state);
    };
  }

  private CompletableFuture<Void> start(RunningTopology topology) {
    CompletableFuture<Void> running = topology.start();
    closing(new KafkaStreamsMetrics(topology.kafkaStreams())).bindTo(base.meters());
    return running;
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private HandleKey handleKey() throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<Void> known = new CompletableFuture<>();
    catalog.onChange(changes -> catalog.handleKey().ifPresent(key -> known.complete(null)));
    if (catalog.handleKey().isEmpty()) {
      byte[] secret = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      propose(new HandleKey(Base64.getEncoder().encodeToString(secret)), known);
    }
    return catalog.handleKey().orElseThrow();
  }

  /** Proposes until a key is known: a proposal may get lost. The first one that arrives counts. */
  private void propose(HandleKey proposed, CompletableFuture<Void> known)
      throws ExecutionException, InterruptedException, TimeoutException {
    while (true) {
      commands.log.ask(new CatalogCommand.ProposeHandleKey(proposed));
      long next = System.nanoTime() + PROPOSE_AGAIN.toNanos();
      try {
        base.progress().await(known, next, () -> "the cluster's key of receipt handles");
        return;
      } catch (TimeoutException e) {
        if (System.nanoTime() - base.progress().deadlineNanos() >= 0) {
          throw e;
        }
      }
    }
  }

  private <T extends AutoCloseable> T closing(T closeable) {
    toClose.push(closeable);
    return closeable;
  }
}
