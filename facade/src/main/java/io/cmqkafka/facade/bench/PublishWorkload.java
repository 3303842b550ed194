package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.LoadConnection.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Publishes to a topic whose subscribers are the run's queues, and receives every copy. The first
 * connections publish, each of the others receives from and deletes in one subscriber's queue.
 * Counts copies that went all the way.
 *
 * <p>Each body carries the time at which its publish was started, so the time to its receive needs
 * no memory and is one of a single clock.
 *
 * <p>When publishing has ended, a receiver ends with the first empty answer after all copies were
 * received, so that a copy too many is met too; at the latest a quiet time later.
 */
@Command(
    name = "publish",
    description =
        "--connections publish to a topic with --subscribers queues; --receivers more receive and "
            + "delete the copies, up to 16 in a request.")
final class PublishWorkload extends Workload {
  private static final int RECEIVE_BATCH = 16;

  @Mixin private ConnectionOptions publishers;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      defaultValue = "4",
      description = "queues that get a copy of each message, 1 to 100; default ${DEFAULT-VALUE}")
  private int subscribers;

  @Option(
      names = "--receivers",
      paramLabel = "N",
      description =
          "1 to 1000, at least one for each subscriber, one thread each; default --connections, or "
              + "--subscribers if that is more")
  private int receivers;

  /** 0 for as many as can be. */
  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "messages a second, 1 to 10000; default as many as can be")
  private int rate;

  private Copies copies;
  private AtomicInteger publishing;
  private volatile boolean ended;
  private volatile long endedAt;
  private volatile long leftAtEnd;

  PublishWorkload(Map<String, String> environment) {
    super(environment);
  }

  @Override
  void check() {
    super.check();
    publishers.check(this);
    range("--subscribers", subscribers, 1, 100);
    if (!given("--receivers")) {
      receivers = Math.max(publishers.connections, subscribers);
    }
    range("--receivers", receivers, subscribers, 1000);
    if (given("--rate")) {
      range("--rate", rate, 1, 10_000);
    }
  }

  @Override
  int connections() {
    return publishers.connections + receivers;
  }

  @Override
  int batch() {
    return publishers.batch;
  }

  @Override
  int queues() {
    return subscribers;
  }

  @Override
  int leastBodySize() {
    return NumberedBodies.MIN_TIMED_SIZE;
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    String topic = run.queues().base();
    createTopic(run, topic);
    copies = new Copies(run.ledger(), run.bodies(), subscribers);
    publishing = new AtomicInteger(publishers.connections);
    run.startWindow();
    long start = System.nanoTime();
    run.onEachConnection(
        connection -> {
          if (connection.index() >= publishers.connections) {
            receive(run, connection);
            return;
          }
          try {
            publish(run, connection, topic, start);
          } finally {
            if (publishing.decrementAndGet() == 0) {
              leftAtEnd = run.ledger().unreceived();
              endedAt = System.nanoTime();
              ended = true;
            }
          }
        });
    run.note(
        String.format(
            Locale.ROOT, "%,d copies were still to come when publishing ended.", leftAtEnd));
  }

  /** Whether each subscriber's queue had a receiver that looked to the end. */
  @Override
  boolean drained(BenchRun run) {
    return IntStream.range(0, subscribers)
        .allMatch(
            subscriber ->
                run.connections().stream()
                    .skip(publishers.connections)
                    .anyMatch(one -> subscriber(one) == subscriber && !one.gaveUp()));
  }

  @Override
  Result.FanOut fanOut(long publishes, double seconds) {
    long published = publishes * batch();
    return new Result.FanOut(
        publishers.connections,
        receivers,
        subscribers,
        published,
        seconds > 0 ? published / seconds : 0);
  }

  private void createTopic(BenchRun run, String topic) throws InterruptedException {
    run.control()
        .createTopic(topic, Map.of("filterType", "1", "maxMsgSize", run.queues().maxMsgSize()));
    for (String queue : run.queues().names()) {
      run.control().subscribe(topic, queue, Map.of("protocol", "queue", "endpoint", queue));
    }
  }

  private void publish(BenchRun run, LoadConnection connection, String topic, long start) {
    int count = publishers.connections;
    // Each connection has its share of the rate, and their beats are spread evenly.
    long interval = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(count) * batch() / rate;
    Pace pace = new Pace(interval, start + interval * connection.index() / count);
    while (pace.awaitNext(connection::isRunning)) {
      int first = copies.allot(batch());
      long startedAt = System.nanoTime();
      List<String> bodies = new ArrayList<>(batch());
      for (int i = 0; i < batch(); i++) {
        bodies.add(run.bodies().of(first + i, startedAt));
      }
      if (connection.ask(Step.PUBLISH, to -> to.publish(topic, bodies)) != null) {
        copies.published(first, batch());
      }
    }
  }

  private void receive(BenchRun run, LoadConnection connection) {
    int subscriber = subscriber(connection);
    String queue = run.queues().get(subscriber);
    while (!connection.gaveUp()) {
      boolean last = ended;
      int wait = last ? Math.min(1, pollingWait) : pollingWait;
      List<Received> received =
          connection.receive(queue, RECEIVE_BATCH, wait, copies.of(subscriber));
      received.forEach(copy -> time(run, connection, copy.body()));
      connection.done(connection.delete(queue, received));
      if (last && over(run, received)) {
        return;
      }
    }
  }

  private static void time(BenchRun run, LoadConnection connection, String body) {
    run.bodies()
        .timeOf(body)
        .ifPresentOrElse(
            startedAt ->
                run.tally().time(Step.FAN_OUT, startedAt, connection.answeredAt(), run.window()),
            () -> run.tally().error("a body whose time was altered"));
  }

  private boolean over(BenchRun run, List<Received> received) {
    if (run.ledger().unreceived() > 0) {
      return run.quietSince(endedAt);
    }
    return received.isEmpty() || System.nanoTime() - endedAt > quietTime.toNanos();
  }

  private int subscriber(LoadConnection connection) {
    return (connection.index() - publishers.connections) % subscribers;
  }
}
