package io.cmqkafka.facade.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that happened, ordered for those who judge it. Clients received until nothing was left
 * before it ended.
 */
public final class History {
  private static final int HANDLE_NO_LONGER_GOOD = 4430;

  /** BatchDeleteMessage deleted some and refused others. */
  private static final int SOME_REFUSED = 6010;

  /** BatchDeleteMessage refused all. */
  private static final int ALL_REFUSED = 6020;

  private final List<Call> calls = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Stall> stalls = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final Map<String, QueueLife> queues = new HashMap<>();
  private final Set<String> retired = new HashSet<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Delete> deletes = new ArrayList<>();

  /**
   * One body that was sent or published.
   *
   * @param to a queue or a topic
   * @param acknowledged whether it was answered 0; otherwise nobody knows whether it was sent
   * @param msgId null when not acknowledged
   */
  public record Sent(
      String body,
      String to,
      boolean published,
      List<String> tags,
      int delaySeconds,
      boolean acknowledged,
      String msgId,
      long askedAt,
      long answeredAt) {}

  /** A message of a queue. */
  public record MessageKey(String queue, String msgId) {}

  /**
   * One message in one answer.
   *
   * @param call which answer, as its place in the history
   */
  public record Delivery(
      MessageKey message,
      String body,
      int count,
      long nextVisibleTime,
      Handle handle,
      int visibilitySeconds,
      int call,
      long askedAt,
      long answeredAt) {

    /** When the server decided upon it, epoch ms of log time. */
    long decidedAt() {
      return handle.until() - 1_000L * visibilitySeconds;
    }
  }

  /** One handle in one delete. */
  public record Delete(Delivery of, long askedAt, long answeredAt, Outcome outcome) {}

  /** What became of a delete. */
  public enum Outcome {
    DELETED,
    REFUSED,
    /** No answer came, or one that says that the outcome is not known. */
    UNKNOWN
  }

  public History(Collection<? extends Event> events) {
    for (Event event : events) {
      if (event instanceof Call call) {
        calls.add(call);
      } else if (event instanceof Fault fault) {
        faults.add(fault);
      } else if (event instanceof QueueLife queue) {
        queues.put(queue.queue(), queue);
      } else if (event instanceof Retirement retirement) {
        retired.add(retirement.queue());
      } else if (event instanceof Subscription subscription) {
        subscriptions.add(subscription);
      } else if (event instanceof Stall stall) {
        stalls.add(stall);
      } else if (event instanceof Note note) {
        notes.add(note);
      }
    }
    // Deletes name deliveries, which may stand behind them: lines are written as answers come.
    Map<String, Delivery> byHandle = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      addSent(calls.get(i));
      addDeliveries(calls.get(i), i, byHandle);
    }
    for (Call call : calls) {
      addDeletes(call, byHandle);
    }
  }

  public List<Call> calls() {
    return calls;
  }

  public List<Fault> faults() {
    return faults;
  }

  List<Stall> stalls() {
    return stalls;
  }

  public List<Note> notes() {
    return notes;
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  QueueLife queue(String queue) {
    return queues.get(queue);
  }

  /** Whether the queue was deleted, perhaps with messages in it. */
  boolean isRetired(String queue) {
    return retired.contains(queue);
  }

  List<Sent> sent() {
    return sent;
  }

  List<Delivery> deliveries() {
    return deliveries;
  }

  List<Delete> deletes() {
    return deletes;
  }

  /** Each message's deliveries, in the order in which the server decided upon them. */
  Map<MessageKey, List<Delivery>> deliveriesByMessage() {
    return deliveries.stream()
        .sorted(java.util.Comparator.comparingLong(d -> d.handle().serial()))
        .collect(Collectors.groupingBy(Delivery::message, LinkedHashMap::new, Collectors.toList()));
  }

  /** Whether a fault was in effect at any time of this interval. */
  boolean anyFault(long from, long to) {
    return faults.stream().anyMatch(fault -> fault.overlaps(from, to));
  }

  /** How much time a busy machine took away in this interval, ms. */
  long stalled(long from, long to) {
    return stalls.stream()
        .filter(stall -> stall.from() <= to && stall.to() >= from)
        .mapToLong(Stall::lostMillis)
        .sum();
  }

  private void addSent(Call call) {
    Request request = call.request();
    if (!request.isSend() && !request.isPublish()) {
      return;
    }
    for (int i = 0; i < request.bodies().size(); i++) {
      sent.add(
          new Sent(
              request.bodies().get(i),
              request.queue(),
              request.isPublish(),
              request.tags(),
              request.delaySeconds(),
              call.ok(),
              call.ok() && i < call.answer().msgIds().size() ? call.answer().msgIds().get(i) : null,
              call.askedAt(),
              call.answeredAt()));
    }
  }

  private void addDeliveries(Call call, int place, Map<String, Delivery> byHandle) {
    if (!call.request().isReceive() || call.answer() == null) {
      return;
    }
    String queue = call.request().queue();
    for (Answer.ReceivedMessage message : call.answer().messages()) {
      Delivery delivery =
          new Delivery(
              new MessageKey(queue, message.msgId()),
              message.body(),
              message.count(),
              message.nextVisibleTime(),
              Handle.read(message.handle()),
              queues.get(queue).visibilitySeconds(),
              place,
              call.askedAt(),
              call.answeredAt());
      deliveries.add(delivery);
      byHandle.putIfAbsent(queue + " " + message.handle(), delivery);
    }
  }

  private void addDeletes(Call call, Map<String, Delivery> byHandle) {
    if (!call.request().isDelete()) {
      return;
    }
    for (String handle : call.request().handles()) {
      Delivery of = byHandle.get(call.request().queue() + " " + handle);
      deletes.add(new Delete(of, call.askedAt(), call.answeredAt(), outcome(call, handle)));
    }
  }

  private static Outcome outcome(Call call, String handle) {
    return switch (call.code()) {
      case 0 -> Outcome.DELETED;
      case HANDLE_NO_LONGER_GOOD, ALL_REFUSED -> Outcome.REFUSED;
      case SOME_REFUSED ->
          call.answer().refused().contains(handle) ? Outcome.REFUSED : Outcome.DELETED;
      default -> Outcome.UNKNOWN;
    };
  }
}
