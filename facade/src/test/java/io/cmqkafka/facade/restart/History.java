package io.cmqkafka.facade.restart;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What clients asked and what they were answered. Bodies are unique. Times are epoch milliseconds
 * of the clients' clock, which is the server's too, unless they say that they are CMQ's seconds.
 * Thread-safe.
 */
final class History {
  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
  private final Queue<Delete> deletes = new ConcurrentLinkedQueue<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

  /**
   * @param acknowledged whether it was answered 0; otherwise nobody knows whether it was sent
   */
  record Sent(String body, int delaySeconds, long askedAt, boolean acknowledged) {}

  /**
   * @param count the answer's dequeueCount
   * @param nextVisibleTime Unix seconds, as answered
   */
  record Delivery(
      String body,
      String handle,
      int count,
      long nextVisibleTime,
      int visibilitySeconds,
      long askedAt,
      long answeredAt) {

    /** The Unix second in which the server decided upon it. */
    long second() {
      return nextVisibleTime - visibilitySeconds;
    }
  }

  record Delete(Delivery of, long askedAt, long answeredAt, Outcome outcome) {}

  enum Outcome {
    DELETED,
    REFUSED,
    /** No answer came. */
    UNKNOWN
  }

  void add(Sent one) {
    sent.add(one);
  }

  void add(Delivery one) {
    deliveries.add(one);
  }

  void add(Delete one) {
    deletes.add(one);
  }

  /** An answer that no rule is about and that should not have come. */
  void surprise(String what) {
    surprises.add(what);
  }

  List<Sent> sent() {
    return List.copyOf(sent);
  }

  List<Delete> deletes() {
    return List.copyOf(deletes);
  }

  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /** Each message's deliveries in the order in which the server counted them. */
  Map<String, List<Delivery>> deliveriesByBody() {
    return deliveries.stream()
        .sorted(Comparator.comparingInt(Delivery::count))
        .collect(Collectors.groupingBy(Delivery::body));
  }

  /** Answers so far. */
  int size() {
    return sent.size() + deliveries.size() + deletes.size();
  }

  @Override
  public String toString() {
    return "%d sends (%d acknowledged), %d deliveries of %d messages, %d deletes (%d done, %d refused)"
        .formatted(
            sent.size(),
            sent.stream().filter(Sent::acknowledged).count(),
            deliveries.size(),
            deliveriesByBody().size(),
            deletes.size(),
            deletes.stream().filter(d -> d.outcome() == Outcome.DELETED).count(),
            deletes.stream().filter(d -> d.outcome() == Outcome.REFUSED).count());
  }
}
