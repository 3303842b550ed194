package io.cmqkafka.facade.bench.growth;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** One process of the server, sampled over its management address. For one thread. */
public final class WatchedProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String STARTED = "process_start_time_seconds";

  private final URI address;
  private final HttpClient http;
  private final Map<Resource, TimeSeries> series = new EnumMap<>(Resource.class);
  private final Map<Resource, Double> latest = new EnumMap<>(Resource.class);
  private double startedAt;

  public WatchedProcess(URI address, HttpClient http) {
    this.address = address;
    this.http = http;
    for (Resource resource : Resource.values()) {
      series.put(resource, new TimeSeries());
    }
  }

  /**
   * Looks for the first time.
   *
   * @throws IOException if it is not there or does not tell everything
   */
  public void check() throws IOException, InterruptedException {
    MetricsText metrics = ask();
    for (Resource resource : Resource.values()) {
      for (String metric : resource.needed()) {
        if (!metrics.has(metric)) {
          throw new IOException("it does not tell " + metric);
        }
      }
    }
    startedAt = metrics.sum(STARTED);
  }

  /**
   * @param counts whether the sample is judged
   * @throws IOException if there is none, or it is of another process than before
   */
  public void sample(double second, boolean counts) throws IOException, InterruptedException {
    MetricsText metrics = ask();
    if (metrics.sum(STARTED) != startedAt) {
      startedAt = metrics.sum(STARTED);
      throw new IOException("the process was started again");
    }
    for (Resource resource : Resource.values()) {
      double value = resource.of(metrics);
      latest.put(resource, value);
      if (counts) {
        series.get(resource).add(second, value);
      }
    }
  }

  public URI address() {
    return address;
  }

  public int samples() {
    return series.get(Resource.HEAP).size();
  }

  public ProcessReport result() {
    return new ProcessReport(
        address.toString(),
        series.entrySet().stream()
            .map(one -> ProcessReport.Row.of(one.getKey(), one.getValue()))
            .toList());
  }

  /** The newest sample in a few words; empty before it. */
  public String status() {
    if (latest.isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "  heap %,.0f MB, %.0f threads, %.0f files, %,.0f state, %,.0f commands",
        latest.get(Resource.HEAP) / 1e6,
        latest.get(Resource.THREADS),
        latest.get(Resource.FILES),
        latest.get(Resource.STATE),
        latest.get(Resource.COMMANDS));
  }

  private MetricsText ask() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("HTTP status " + answer.statusCode() + " instead of 200");
    }
    return new MetricsText(answer.body());
  }
}
