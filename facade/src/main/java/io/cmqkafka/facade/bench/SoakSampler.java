package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.growth.HeapCollection;
import io.cmqkafka.facade.bench.growth.ProcessReport;
import io.cmqkafka.facade.bench.growth.WatchedProcess;
import java.io.IOException;
import java.net.URI;
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
  private final List<HeapCollection> collections;
  private final List<WatchedProcess> processes;
  private final long every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::loop, "bench-sampler");
  private volatile String status = "";

  /**
   * @param metrics where each process of the server tells its metrics
   * @param collect processes of this machine whose heap is collected before each sample
   * @param every the time from one sample to the next
   */
  SoakSampler(BenchRun run, List<URI> metrics, List<Long> collect, Duration every) {
    this.run = run;
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    this.collections = collect.stream().map(HeapCollection::new).toList();
    this.processes = metrics.stream().map(address -> new WatchedProcess(address, http)).toList();
    this.every = every.toNanos();
    thread.setDaemon(true);
  }

  /**
   * Looks once, to see that it can.
   *
   * @throws BenchException if it cannot
   */
  void check() throws InterruptedException {
    for (WatchedProcess process : processes) {
      try {
        process.check();
      } catch (IOException e) {
        throw new BenchException(
            "Cannot sample " + process.address() + ": " + BenchException.phrase(e) + ".");
      }
    }
    try {
      collect();
    } catch (IOException e) {
      throw new BenchException("Cannot collect a heap: " + BenchException.phrase(e) + ".");
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

  List<ProcessReport> results() {
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
      run.tally().error("heap: " + BenchException.phrase(e));
    }
    long now = System.nanoTime();
    if (run.window().over(now)) {
      return;
    }
    for (WatchedProcess process : processes) {
      try {
        process.sample(now / 1e9, run.window().contains(now));
      } catch (IOException e) {
        run.tally().error("metrics of " + process.address() + ": " + BenchException.phrase(e));
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
