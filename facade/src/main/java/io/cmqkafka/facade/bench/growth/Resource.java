package io.cmqkafka.facade.bench.growth;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a soak looks at in a process, and how much of it may come and go. Bytes are shown in MB. The
 * label stands in the result.
 */
enum Resource {
  HEAP(
      "heap less cache (MB)",
      16 * 1e6,
      0.1,
      List.of("jvm_memory_used_bytes", "cmq_body_cache_bytes"),
      metrics -> oldGeneration(metrics) - metrics.sum("cmq_body_cache_bytes")),
  NON_HEAP(
      "non-heap (MB)",
      12 * 1e6,
      0.1,
      List.of("jvm_memory_used_bytes"),
      metrics -> metrics.sum("jvm_memory_used_bytes", "area=\"nonheap\"")),
  DIRECT(
      "direct buffers (MB)",
      8 * 1e6,
      0.25,
      List.of("jvm_buffer_memory_used_bytes"),
      metrics -> metrics.sum("jvm_buffer_memory_used_bytes", "id=\"direct\"")),
  THREADS("threads", 12, 0.1, "jvm_threads_live_threads"),
  FILES("open files", 40, 0.1, "process_files_open_files"),
  CONNECTIONS("connections", 16, 0.25, "cmq_connections"),
  PRODUCER_BUFFERS(
      "producers' buffers (MB)",
      4 * 1e6,
      0.5,
      List.of("kafka_producer_buffer_total_bytes", "kafka_producer_buffer_available_bytes"),
      metrics ->
          metrics.sum("kafka_producer_buffer_total_bytes")
              - metrics.sum("kafka_producer_buffer_available_bytes")),
  INFLIGHT(
      "bodies in flight (MB)",
      1e6,
      0.5,
      List.of("cmq_inflight_bytes", "cmq_inflight_publication_bytes"),
      metrics -> metrics.sum("cmq_inflight_bytes") + metrics.sum("cmq_inflight_publication_bytes")),
  /** Only bytes above the cache's bound count: the cache may still be filling when a run ends. */
  BODY_CACHE(
      "cache over bound (MB)",
      4 * 1e6,
      0.1,
      List.of("cmq_body_cache_bytes", "cmq_body_cache_max_bytes"),
      metrics ->
          Math.max(
              0, metrics.sum("cmq_body_cache_bytes") - metrics.sum("cmq_body_cache_max_bytes"))),
  STATE("queue state (records)", 500, 0.25, "cmq_queue_state_records"),
  COMMANDS("commands log (records)", 10_000, 0.25, "cmq_commands_log_records"),
  COMMANDS_OVERDUE("commands overdue (records)", 10_000, 0.25, "cmq_commands_log_overdue_records"),
  REQUESTS("requests in progress", 64, 0.5, "cmq_requests_pending"),
  PENDING("commands awaiting reply", 64, 0.5, "cmq_commands_pending"),
  METERS("lines of /metrics", 300, 0.1, List.of(), MetricsText::size);

  /** A figure was cleared when it fell at least to this share of an earlier value. */
  private static final double CLEARED = 0.8;

  private static final String MEMORY = "jvm_memory_used_bytes";

  private final String label;
  private final GrowthRule rule;
  private final List<String> needed;
  private final ToDoubleFunction<MetricsText> figure;

  Resource(String label, double absolute, double relative, String metric) {
    this(label, absolute, relative, List.of(metric), metrics -> metrics.sum(metric));
  }

  Resource(
      String label,
      double absolute,
      double relative,
      List<String> needed,
      ToDoubleFunction<MetricsText> figure) {
    this.label = label;
    this.rule = new GrowthRule(absolute, relative);
    this.needed = needed;
    this.figure = figure;
  }

  String label() {
    return label;
  }

  /** The result shows figures divided by this. */
  double unit() {
    return label.endsWith("(MB)") ? 1e6 : 1;
  }

  /** The metrics without which the figure cannot be had. */
  List<String> needed() {
    return needed;
  }

  double of(MetricsText metrics) {
    return figure.applyAsDouble(metrics);
  }

  /**
   * Heap and commands log rise until they are cleared, which a run may be too short to see: the old
   * generation is collected when it is full enough, commands are kept for commands.retention.ms.
   */
  GrowthRule.Judged judge(TimeSeries series) {
    GrowthRule.Judged judged = rule.judge(series);
    boolean clearedNowAndThen = this == HEAP || this == COMMANDS;
    if (judged.verdict() == GrowthVerdict.GROWS && clearedNowAndThen && !series.fellTo(CLEARED)) {
      return new GrowthRule.Judged(
          GrowthVerdict.NEVER_CLEARED,
          judged.begin(),
          judged.end(),
          judged.max(),
          judged.perHour(),
          judged.findsFromPerHour());
    }
    return judged;
  }

  /** Whether a run with this verdict cannot be called good. */
  boolean failsWith(GrowthVerdict verdict) {
    // COMMANDS_OVERDUE shows in any run, however short, whether the commands log is trimmed.
    return verdict != GrowthVerdict.STEADY
        && !(this == COMMANDS && verdict == GrowthVerdict.NEVER_CLEARED);
  }

  /** Bytes of the old generation, or of the whole heap with a collector without generations. */
  private static double oldGeneration(MetricsText metrics) {
    for (String pool : List.of("Old Gen\"", "Tenured Gen\"")) {
      if (metrics.has(MEMORY, pool)) {
        return metrics.sum(MEMORY, pool);
      }
    }
    return metrics.sum(MEMORY, "area=\"heap\"");
  }
}
