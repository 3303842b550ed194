package io.cmqkafka.facade.management;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cmqkafka.facade.http.connection.Ports;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Health and metrics on a port of their own, so that they answer when the API is flooded:
 *
 * <ul>
 *   <li>{@code /health/live}: 200 as long as the process answers;
 *   <li>{@code /health/ready}, {@code /health}: 200, or 503 with the reasons why clients should go
 *       elsewhere; and in both cases {@code processes}, how many share the cluster's work, if
 *       known;
 *   <li>{@code /metrics}: Prometheus' text format.
 * </ul>
 *
 * <p>{@code /}, and the 404 for another path or 405 for another method, name these paths.
 */
public final class ManagementServer implements AutoCloseable {
  private static final int MAX_THREADS = 8;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PATHS =
      """
      /health/live   200 while this process answers
      /health/ready  200 when clients can use it, else 503 and why; also /health
      /metrics       Prometheus' text format
      """;
  private static final JsonFactory JSON = new JsonFactory();

  private final Supplier<List<String>> notReady;
  private final Supplier<OptionalInt> processes;
  private final PrometheusMeterRegistry meters;
  private Javalin javalin;

  /**
   * @param notReady why the process is not ready, empty when it is; asked for every request, on the
   *     request's thread
   * @param processes of the cluster, empty when it is not known; likewise
   */
  public ManagementServer(
      Supplier<List<String>> notReady,
      Supplier<OptionalInt> processes,
      PrometheusMeterRegistry meters) {
    this.notReady = notReady;
    this.processes = processes;
    this.meters = meters;
  }

  /**
   * @param port 0 for any
   * @throws java.net.BindException if the address cannot be had; the message names it
   */
  public void start(String host, int port) throws IOException {
    // Javalin would log as an error of its own what the caller says in a sentence.
    Ports.check(host, port);
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("cmq-management");
    Javalin created =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.startupWatcherEnabled = false;
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.prefer405over404 = true;
              config.jetty.threadPool = threads;
              config.jetty.host = host;
              config.jetty.port = port;
              config.routes.get(
                  "/health/live", context -> answer(context, List.of(), OptionalInt.empty()));
              config.routes.get("/health/ready", this::answerReady);
              config.routes.get("/health", this::answerReady);
              config.routes.get("/metrics", this::answerMetrics);
              config.routes.get("/", context -> context.contentType(TEXT).result(PATHS));
              config.routes.error(
                  404,
                  context ->
                      context.contentType(TEXT).result("There is no such path here.\n" + PATHS));
              config.routes.error(
                  405,
                  context -> context.contentType(TEXT).result("Only GET is served.\n" + PATHS));
            });
    try {
      created.start();
    } catch (RuntimeException e) {
      created.stop();
      throw Ports.cannotBind(host, port, e);
    }
    javalin = created;
  }

  /** The port that is listened on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    if (javalin != null) {
      javalin.stop();
    }
  }

  /** Written as it goes: with thousands of queues the page has megabytes. */
  private void answerMetrics(Context context) throws IOException {
    context.contentType("text/plain; version=0.0.4; charset=utf-8");
    meters.scrape(context.outputStream());
  }

  private void answerReady(Context context) throws IOException {
    answer(context, notReady.get(), processes.get());
  }

  private static void answer(Context context, List<String> reasons, OptionalInt processes)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", reasons.isEmpty() ? "up" : "down");
      json.writeArrayFieldStart("reasons");
      for (String reason : reasons) {
        json.writeString(reason);
      }
      json.writeEndArray();
      if (processes.isPresent()) {
        json.writeNumberField("processes", processes.getAsInt());
      }
      json.writeEndObject();
    }
    context
        .status(reasons.isEmpty() ? 200 : 503)
        .contentType("application/json;charset=utf-8")
        .result(text.toString());
  }
}
