package io.cmqkafka.facade.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The two topics of a soak, one that chooses by tags and one by routing keys, each with a queue of
 * the run as a subscriber. Created before the run and deleted after it.
 */
final class SoakTopics {
  static final String TAG = "red";
  static final String BINDING_KEY = "soak.#";
  static final String ROUTING_KEY = "soak.some.words";

  /** What undoes a step. */
  private record Undo(String action, Map<String, String> params) {}

  private final ControlPlane control;
  private final String byTag;
  private final String byKey;
  private final Deque<Undo> undo = new ArrayDeque<>();

  SoakTopics(ControlPlane control, String base) {
    this.control = control;
    this.byTag = base + "-tags";
    this.byKey = base + "-keys";
  }

  String byTag() {
    return byTag;
  }

  String byKey() {
    return byKey;
  }

  /**
   * Creates topics and subscriptions.
   *
   * @param push the URL of one more subscriber by tag, null for none
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create(String tagged, String routed, String push) throws InterruptedException {
    topic(byTag, "1");
    topic(byKey, "2");
    subscribe(byTag, "queue", Map.of("protocol", "queue", "endpoint", tagged, "filterTag.1", TAG));
    subscribe(
        byKey,
        "queue",
        Map.of("protocol", "queue", "endpoint", routed, "bindingKey.1", BINDING_KEY));
    if (push != null) {
      subscribe(byTag, "push", Map.of("protocol", "http", "endpoint", push, "filterTag.1", TAG));
    }
  }

  /** Deletes what was created; best effort, the sentence says what went wrong, null if nothing. */
  String delete() {
    String failure = null;
    while (!undo.isEmpty()) {
      Undo one = undo.pop();
      String why = control.remove(one.action, one.params);
      if (why != null && failure == null) {
        failure = one.action + " of " + one.params + " failed: " + why;
      }
    }
    return failure;
  }

  private void topic(String name, String filterType) throws InterruptedException {
    make("CreateTopic", Map.of("topicName", name, "filterType", filterType));
    undo.push(new Undo("DeleteTopic", Map.of("topicName", name)));
  }

  private void subscribe(String topic, String name, Map<String, String> how)
      throws InterruptedException {
    Map<String, String> params = new HashMap<>(how);
    params.put("topicName", topic);
    params.put("subscriptionName", name);
    params.put("notifyContentFormat", "SIMPLIFIED");
    make("Subscribe", params);
    undo.push(new Undo("Unsubscribe", Map.of("topicName", topic, "subscriptionName", name)));
  }

  private void make(String action, Map<String, String> params) throws InterruptedException {
    CmqAnswer answer = control.askUntilKnown(action, params);
    if (!answer.ok()) {
      throw control.refused(action + " " + params.get("topicName"), answer);
    }
  }
}
