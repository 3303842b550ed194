package io.cmqkafka.facade.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Tells the metrics of a process in which nothing happens, or of one that leaks. */
final class FakeManagement implements AutoCloseable {
  private final HttpServer http;
  private final Map<String, Double> metrics = new TreeMap<>();
  private final Map<String, Double> leaks = new TreeMap<>();
  private int restartAfter = Integer.MAX_VALUE;
  private int asked;

  FakeManagement() throws IOException {
    metrics.put("process_start_time_seconds", 1e9);
    metrics.put("jvm_memory_used_bytes{area=\"heap\",id=\"G1 Old Gen\"}", 5e7);
    metrics.put("jvm_memory_used_bytes{area=\"nonheap\",id=\"Metaspace\"}", 7e7);
    metrics.put("jvm_buffer_memory_used_bytes{id=\"direct\"}", 1e5);
    metrics.put("jvm_threads_live_threads", 120.0);
    metrics.put("process_files_open_files", 175.0);
    metrics.put("kafka_producer_buffer_total_bytes{client_id=\"a\"}", 3e7);
    metrics.put("kafka_producer_buffer_available_bytes{client_id=\"a\"}", 3e7);
    for (String name :
        new String[] {
          "connections",
          "inflight_bytes",
          "inflight_publication_bytes",
          "body_cache_bytes",
          "body_cache_max_bytes",
          "queue_state_records",
          "commands_log_records",
          "commands_log_overdue_records",
          "requests_pending",
          "commands_pending"
        }) {
      metrics.put("cmq_" + name, 0.0);
    }
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    http.createContext(
        "/metrics",
        exchange -> {
          byte[] text = text().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    http.start();
  }

  String address() {
    return "127.0.0.1:" + http.getAddress().getPort();
  }

  /** Adds so much to a metric each time it is asked. */
  synchronized void leak(String metric, double each) {
    leaks.put(metric, each);
  }

  synchronized void forget(String metric) {
    metrics.remove(metric);
  }

  /** Is another process after so many questions. */
  synchronized void restartAfter(int questions) {
    restartAfter = questions;
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private synchronized String text() {
    if (++asked == restartAfter) {
      metrics.put("process_start_time_seconds", 2e9);
    }
    leaks.forEach((metric, each) -> metrics.merge(metric, each, Double::sum));
    StringBuilder text = new StringBuilder("# HELP what it is\n");
    metrics.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    return text.toString();
  }
}
