package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The run's topic with the run's queues as its subscribers, one subscription of the queue's name
 * for each: created before the run, deleted after it unless they were there already.
 */
final class BenchTopic {
  private static final int SUBSCRIPTION_EXISTS = 4490;
  private static final String SUBSCRIPTION_EXISTS_MODULE = "(10470)";

  private final Settings settings;
  private final ControlPlane control;
  private final String name;
  private final List<String> queues;
  private final List<String> subscribed = new ArrayList<>();
  private boolean created;

  BenchTopic(Settings settings, ControlPlane control, BenchQueues queues) {
    this.settings = settings;
    this.control = control;
    this.name = queues.base();
    this.queues = queues.names();
  }

  String name() {
    return name;
  }

  /**
   * Creates topic and subscriptions.
   *
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create() throws InterruptedException {
    CmqAnswer answer =
        control.ask(
            "CreateTopic",
            Map.of(
                "topicName",
                name,
                "filterType",
                "1",
                "maxMsgSize",
                Integer.toString(Math.max(65536, settings.bodySize()))));
    if (answer.ok()) {
      created = true;
    } else if (!ControlPlane.existed(answer)) {
      throw control.refused("create the topic " + name, answer);
    }
    for (String queue : queues) {
      subscribe(queue);
    }
  }

  /** Deletes what was created; best effort, the sentence says what went wrong, null if nothing. */
  String delete() {
    if (settings.keep()) {
      return null;
    }
    String failure = null;
    for (String subscription : subscribed) {
      String why =
          control.remove(
              "Unsubscribe", Map.of("topicName", name, "subscriptionName", subscription));
      if (why != null) {
        failure = "The subscription " + subscription + " was not deleted: " + why;
      }
    }
    if (created) {
      String why = control.remove("DeleteTopic", Map.of("topicName", name));
      if (why != null) {
        failure = "The topic " + name + " was not deleted: " + why;
      }
    }
    return failure;
  }

  private void subscribe(String queue) throws InterruptedException {
    CmqAnswer answer =
        control.askUntilKnown(
            "Subscribe",
            Map.of(
                "topicName", name,
                "subscriptionName", queue,
                "protocol", "queue",
                "endpoint", queue,
                "notifyContentFormat", "SIMPLIFIED"));
    if (answer.ok()) {
      subscribed.add(queue);
    } else if (answer.code() != SUBSCRIPTION_EXISTS
        && !answer.message().contains(SUBSCRIPTION_EXISTS_MODULE)) {
      throw control.refused("subscribe the queue " + queue + " to the topic " + name, answer);
    }
  }
}
