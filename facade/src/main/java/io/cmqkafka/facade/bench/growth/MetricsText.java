package io.cmqkafka.facade.bench.growth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code /metrics} answered, in Prometheus' text format. */
final class MetricsText {
  private record Sample(String labels, double value) {}

  private final Map<String, List<Sample>> samples = new HashMap<>();
  private int size;

  /** Lines that are none of the format are left out. */
  MetricsText(String text) {
    text.lines().filter(line -> !line.isEmpty() && line.charAt(0) != '#').forEach(this::add);
  }

  boolean has(String name) {
    return samples.containsKey(name);
  }

  /** The sum over all labels; 0 if there is none, values that are no numbers left out. */
  double sum(String name) {
    return sum(name, "");
  }

  /**
   * @param label a part of the text of the labels, such as {@code area="heap"}
   */
  double sum(String name, String label) {
    return samples.getOrDefault(name, List.of()).stream()
        .filter(sample -> sample.labels.contains(label))
        .mapToDouble(Sample::value)
        .filter(Double::isFinite)
        .sum();
  }

  boolean has(String name, String label) {
    return samples.getOrDefault(name, List.of()).stream()
        .anyMatch(sample -> sample.labels.contains(label));
  }

  /** How many samples it has. */
  int size() {
    return size;
  }

  private void add(String line) {
    int end = line.lastIndexOf(' ');
    int brace = line.indexOf('{');
    if (end < 0) {
      return;
    }
    String name = line.substring(0, brace >= 0 && brace < end ? brace : end);
    String labels = line.substring(name.length(), end);
    try {
      double value = Double.parseDouble(line.substring(end + 1));
      samples.computeIfAbsent(name, n -> new ArrayList<>()).add(new Sample(labels, value));
      size++;
    } catch (NumberFormatException e) {
      // Infinite bounds are written +Inf, and none of ours has them as a value.
    }
  }
}
