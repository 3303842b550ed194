package io.cmqkafka.node;

import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.cluster.LiveProcesses;
import io.cmqkafka.cluster.OnlyProcess;
import io.cmqkafka.cluster.RulesSwitch;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.CommandPartitions;
import io.cmqkafka.command.CommandsLogSize;
import io.cmqkafka.command.CommandsTrimmer;
import io.cmqkafka.command.Ticker;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.config.ThisProcess;
import io.cmqkafka.config.TopologySettings;
import io.cmqkafka.deadletter.DeadLetters;
import io.cmqkafka.definition.NameRelease;
import io.cmqkafka.kafka.TopicMetrics;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogTimeAhead;
import io.cmqkafka.numbers.NumbersLog;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.receiving.AbandonedReceives;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.RetentionRepair;
import io.cmqkafka.retention.TimeToLive;
import io.cmqkafka.streams.RunningTopology;
import io.cmqkafka.topology.CmqStreams;
import io.cmqkafka.topology.StateSize;
import io.cmqkafka.transactions.HangingTransactions;
import io.cmqkafka.view.CatalogView;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** The topology of queues, and everything a process does for the partitions it decides about. */
final class Ownership {
  private static final long OFTEN_MS = 1_000;
  private static final long NOW_AND_THEN_MS = 5_000;
  private static final long SELDOM_MS = 30_000;

  final LiveProcesses processes;
  final Arrivals arrivals;
  final DeadLetters deadLetters;
  final Ticker ticker;
  final HangingTransactions hanging;
  final RunningTopology streams;
  final LogTimeAhead logTimeAhead = new LogTimeAhead(System::nanoTime, new LogLimit()::isDue);
  final NumbersLog numbers;
  private final Foundation base;
  private final Commands commands;
  private final Bodies bodies;
  private final CatalogView catalog;
  private final Retention retention;
  private final TimeToLive timeToLive;
  private final RulesSwitch rulesSwitch;
  private final CommandsLogSize logSize;

  Ownership(Foundation base, Commands commands, Bodies bodies, CatalogView catalog) {
    this.base = base;
    this.commands = commands;
    this.bodies = bodies;
    this.catalog = catalog;
    ThisProcess process = base.config().process();
    TopologySettings settings = base.config().topology();
    KafkaTopics names = base.names();
    Admin admin = base.admin();
    CommandLog log = commands.log;
    AgeClock ages = commands.clock.ages();
    retention = new Retention(admin, log, ages, base.timeoutMs());
    timeToLive = new TimeToLive(admin, log, ages, base.timeoutMs());
    arrivals =
        new Arrivals(
            base.clients().tailConsumer(),
            catalog,
            log,
            bodies.cache,
            retention,
            timeToLive,
            base.tally(),
            base.skipped(),
            bodies.topics::idOf);
    deadLetters =
        new DeadLetters(
            catalog,
            bodies.fetcher,
            bodies.messages,
            log,
            timeToLive::moved,
            base.tally(),
            base.meters());
    ticker = new Ticker(log, commands.clock);
    Rules offered = settings.rules().offered();
    processes =
        new LiveProcesses(admin, names.queuesApplication(), OnlyProcess.of(process, offered));
    rulesSwitch = new RulesSwitch(processes, offered, log);
    AbandonedReceives abandonedReceives = new AbandonedReceives(processes::isGone, log);
    numbers =
        NumbersLog.of(
            commands.producer,
            base.clients().numbersConsumer(),
            admin,
            names.numbers(),
            process.instanceId(),
            base.tally(),
            commands.clock,
            catalog,
            log,
            bodies.fetcher,
            base.budget(),
            base.skipped(),
            base.config().bounds().numbersBytes());
    StateSize stateSize = new StateSize();
    streams =
        CmqStreams.of(
            base.config(),
            new CommandPartitions(base.partitions().commands()),
            commands.router,
            new PartitionOwnership(
                arrivals,
                ticker,
                deadLetters,
                commands.ends,
                rulesSwitch,
                logTimeAhead,
                abandonedReceives,
                numbers.looks()),
            base.skipped(),
            stateSize);
    logSize =
        new CommandsLogSize(
            admin, names.commands(), settings.commandsRetentionMs(), base.timeoutMs(), ages);
    hanging =
        new HangingTransactions(
            admin,
            names.queuesApplication(),
            CmqStreams.commandsOf(names),
            names.catalog(),
            key -> log.ask(new CatalogCommand.Republish(key)),
            names.commands(),
            base.clients()::uncommittedConsumer,
            CmqStreams.transactionTimeoutMs(settings),
            base.timeoutMs(),
            base.meters(),
            new LogLimit()::isDue);
    base.gauge(
        "cmq.processes",
        "Processes of the cluster; NaN when Kafka does not say",
        processes,
        p -> number(p.count()));
    base.gauge(
        "cmq.rules.version",
        "The oldest version of the rules that this process decides by",
        rulesSwitch,
        s -> number(s.oldest()));
    base.gauge(
        "cmq.owned.partitions",
        "Commands partitions that this process decides about",
        arrivals,
        a -> a.owned().size());
    base.gauge(
        "cmq.receives.waiting",
        "Receives, of any process, that wait where this one decides",
        abandonedReceives,
        AbandonedReceives::parked);
    base.gauge(
        "cmq.queue.state.records",
        "Records of queue state that this process holds and decides about",
        stateSize,
        StateSize::records);
    base.gauge(
        "cmq.numbers.bytes", "Memory of the numbers over time, about", numbers, NumbersLog::bytes);
    base.gauge(
        "cmq.commands.log.records",
        "Records that Kafka keeps of the owned commands partitions",
        logSize,
        CommandsLogSize::records);
    base.gauge(
        "cmq.log.time.ahead.seconds",
        "How far log time is ahead of the brokers' clock; 0 but after one was ahead",
        logTimeAhead,
        LogTimeAhead::seconds);
    base.gauge(
        "cmq.commands.log.overdue.records",
        "Those that are older than commands.retention.ms and not trimmed yet",
        logSize,
        CommandsLogSize::overdue);
  }

  /** What is done now and then for the owned partitions. */
  void keepHouse(PeriodicTasks tasks) {
    KafkaTopics names = base.names();
    AgeClock ages = commands.clock.ages();
    CommandsTrimmer trimmer =
        new CommandsTrimmer(
            base.admin(),
            names.commands(),
            names.queuesApplication(),
            base.config().topology().commandsRetentionMs(),
            base.timeoutMs(),
            ages,
            hanging::holdsUp);
    NameRelease release =
        new NameRelease(
            bodies.topics::delete,
            one ->
                commands.log.ask(new CatalogCommand.ReleaseName(one.name(), one.id(), one.key())),
            base.timeoutMs(),
            System::nanoTime);
    RetentionRepair repair = new RetentionRepair(bodies.topics, ages, base.timeoutMs());
    TopicMetrics topicMetrics = base.clients().topicMetrics();
    tasks.every(OFTEN_MS, "letting messages expire", retention::expire);
    tasks.every(OFTEN_MS, "letting unconsumed messages die", timeToLive::expire);
    tasks.every(NOW_AND_THEN_MS, "coming back to unconsumed messages", timeToLive::comeBack);
    tasks.every(OFTEN_MS, "putting rules in force", rulesSwitch::review);
    tasks.every(OFTEN_MS, "watching log time", logTimeAhead::warnIfAhead);
    tasks.every(
        OFTEN_MS,
        "removing deleted queues' topics",
        () -> {
          if (ownsCatalog()) {
            release.run(catalog.released());
          }
        });
    tasks.every(SELDOM_MS, "measuring the commands log", () -> logSize.measure(arrivals.owned()));
    tasks.every(SELDOM_MS, "trimming the commands log", () -> trimmer.trim(arrivals.owned()));
    tasks.every(
        SELDOM_MS,
        "comparing topics' retention",
        () -> {
          if (ownsCatalog()) {
            repair.repair(catalog.queues());
          }
        });
    tasks.every(
        NOW_AND_THEN_MS,
        "looking for deleted topics",
        () -> {
          if (catalog.isCurrent()) {
            bodies.gone.check(catalog::storedQueues, ownsCatalog());
          }
        });
    tasks.every(SELDOM_MS, "asking for the commands log", commands.log::keepKnown);
    tasks.every(SELDOM_MS, "asking for the replies' topic", commands.router::keepKnown);
    tasks.every(
        SELDOM_MS,
        "forgetting metrics of deleted topics",
        () -> {
          if (catalog.isCurrent()) {
            topicMetrics.forgetGone(
                () ->
                    catalog.storedQueues().stream()
                        .map(QueueDefinition::kafkaTopic)
                        .collect(Collectors.toSet()));
          }
        });
    tasks.every(SELDOM_MS, "reviewing what is followed", arrivals::review);
    tasks.every(SELDOM_MS, "asking for forgotten dead letters", deadLetters::review);
  }

  /** Whether it is this process that does what one process does for the whole cluster. */
  boolean ownsCatalog() {
    return arrivals.owned().contains(CommandPartitions.CATALOG);
  }

  private static double number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : Double.NaN;
  }
}
