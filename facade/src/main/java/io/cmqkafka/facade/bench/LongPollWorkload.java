package io.cmqkafka.facade.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many receivers wait, one connection sends at a low rate: the time from the start of a send to the
 * answer of the receiver that got the message.
 */
@Command(
    name = "longpoll",
    description =
        "--receivers wait, on one thread; one connection sends at --rate. The endpoint "
            + "must be http.")
final class LongPollWorkload extends Workload {
  @Option(
      names = "--receivers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "1 to 20000; default ${DEFAULT-VALUE}")
  int receivers;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "1",
      description = "spread over NAME-0, NAME-1, ..., 1 to 100; default ${DEFAULT-VALUE}")
  private int queues;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "20",
      description = "messages a second, 1 to 10000; default ${DEFAULT-VALUE}")
  private int rate;

  LongPollWorkload(Map<String, String> environment) {
    super(environment);
    pollingWait = 30;
  }

  @Override
  void check() {
    super.check();
    if (target.endpoint.tls()) {
      throw usage("longpoll speaks http only: name an http endpoint.");
    }
    range("--receivers", receivers, 1, 20_000);
    range("--queues", queues, 1, 100);
    range("--rate", rate, 1, 10_000);
  }

  @Override
  int queues() {
    return queues;
  }

  @Override
  int allConnections() {
    return receivers + 1;
  }

  @Override
  void load(BenchRun run) throws InterruptedException {
    Map<Integer, Long> sendStarts = new ConcurrentHashMap<>();
    try (LongPollers waiting = new LongPollers(this, run, sendStarts)) {
      waiting.connect();
      Thread thread = new Thread(waiting, "bench-receivers");
      thread.setDaemon(true);
      run.startWindow();
      thread.start();
      run.onEachConnection(connection -> send(run, connection, sendStarts));
      long from = System.nanoTime();
      while (run.ledger().undeleted() > 0 && thread.isAlive() && !run.quietSince(from)) {
        Thread.sleep(10);
      }
      waiting.finish();
      thread.join();
      run.note(waiting.count() + " receivers were waiting at the end, on one thread.");
    }
  }

  private void send(BenchRun run, LoadConnection connection, Map<Integer, Long> sendStarts) {
    Pace pace = new Pace(rate);
    for (int i = 0; connection.isRunning(); i++) {
      int sequence = run.ledger().allot(1);
      sendStarts.put(sequence, System.nanoTime());
      if (!connection.send(run.queues().get(i), sequence, 1, 0)) {
        sendStarts.remove(sequence);
      }
      pace.awaitNext();
    }
  }
}
