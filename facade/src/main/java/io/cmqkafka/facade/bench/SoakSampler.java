package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Samples the server's processes at a steady beat, on a thread of its own, from {@link #start} to
 * {@link #close}. What is sampled within the measured window is judged. A sample that cannot be had
 * is an error of the run.
 */
final class SoakSampler implements AutoCloseable {
  private final BenchRun run;
  private final Tally tally;
  private final List<HeapCollection> collections;
  private final List<WatchedProcess> processes;
  private final long every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::loop, "bench-sampler");
  private volatile String status = "";

  SoakSampler(BenchRun run) {
    this.run = run;
    this.tally = run.newTally();
    SoakSettings settings = run.settings().soak();
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    this.collections = settings.collect().stream().map(HeapCollection::new).toList();
    this.processes =
        settings.metrics().stream().map(address -> new WatchedProcess(address, http)).toList();
    this.every = settings.every().toNanos();
    thread.setDaemon(true);
  }

  /**
   * Looks once, to see that it can.
   *
   * @throws BenchException if it cannot
   */
  void meet() throws InterruptedException {
    for (WatchedProcess process : processes) {
      process.meet();
    }
    try {
      collect();
    } catch (IOException e) {
      throw new BenchException("Cannot collect a heap: " + Lane.phrase(e) + ".");
    }
  }

  void start() {
    thread.start();
  }

  /** After this the results are there to be read. */
  @Override
  public void close() throws InterruptedException {
    closed.countDown();
    thread.join();
  }

  /** The newest samples in a few words. Any thread. */
  String status() {
    return status;
  }

  int samples() {
    return processes.stream().mapToInt(WatchedProcess::samples).min().orElse(0);
  }

  List<SoakResult.Process> results() {
    return processes.stream().map(WatchedProcess::result).toList();
  }

  private void loop() {
    long next = System.nanoTime();
    try {
      do {
        sample();
        // Collections take their time, too. A beat that was missed is not made up for.
        next = Math.max(next + every, System.nanoTime());
      } while (!closed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sample() throws InterruptedException {
    try {
      collect();
    } catch (IOException e) {
      tally.error("heap: " + Lane.phrase(e));
    }
    long now = System.nanoTime();
    if (run.window().over(now)) {
      return;
    }
    for (WatchedProcess process : processes) {
      try {
        process.sample(now / 1e9, run.window().contains(now));
      } catch (IOException e) {
        tally.error("metrics of " + process.address() + ": " + Lane.phrase(e));
      }
    }
    status = processes.stream().map(WatchedProcess::status).collect(Collectors.joining(" |"));
  }

  private void collect() throws IOException, InterruptedException {
    for (HeapCollection collection : collections) {
      collection.run();
    }
  }
}
