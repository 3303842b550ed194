package io.cmqkafka.facade.restart;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What publishers were answered, and what arrived at subscribers, their <i>places</i>. Bodies are
 * unique. Thread-safe.
 */
final class PublicationHistory {
  private final Queue<Published> published = new ConcurrentLinkedQueue<>();
  private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();

  /**
   * @param places of those subscribers that choose it
   * @param acknowledged whether it was answered 0; otherwise nobody knows whether it was published
   */
  record Published(String body, Set<String> places, boolean acknowledged) {}

  private record Arrived(String place, String body) {}

  void add(Published one) {
    published.add(one);
  }

  void arrived(String place, String body) {
    arrived.add(new Arrived(place, body));
  }

  List<Published> published() {
    return List.copyOf(published);
  }

  int size() {
    return published.size();
  }

  /** How often each body arrived there. */
  Map<String, Long> arrivedAt(String place) {
    return arrived.stream()
        .filter(one -> one.place().equals(place))
        .collect(Collectors.groupingBy(Arrived::body, Collectors.counting()));
  }

  @Override
  public String toString() {
    return "%d publications (%d acknowledged), %d arrivals"
        .formatted(
            published.size(),
            published.stream().filter(Published::acknowledged).count(),
            arrived.size());
  }
}
