package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The run's queues: created before it, deleted after it unless they were there already. */
final class BenchQueues {
  private final Settings settings;
  private final ControlPlane control;
  private final String base;
  private final List<String> names = new ArrayList<>();
  private final List<String> created = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private long visibilityMillis;

  BenchQueues(Settings settings, ControlPlane control) {
    this.settings = settings;
    this.control = control;
    this.base =
        settings.queue() != null
            ? settings.queue()
            : "bench-" + UUID.randomUUID().toString().substring(0, 8);
    for (int i = 0; i < settings.queues(); i++) {
      names.add(settings.queues() == 1 ? base : base + "-" + i);
    }
  }

  /**
   * Creates the queues and waits until they can be used.
   *
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create() throws InterruptedException {
    for (String name : names) {
      CmqAnswer answer =
          control.ask(
              "CreateQueue",
              Map.of(
                  "queueName", name,
                  "visibilityTimeout", Integer.toString(settings.visibilityTimeout()),
                  "maxMsgSize", Integer.toString(Math.max(65536, settings.bodySize()))));
      if (answer.ok()) {
        created.add(name);
      } else if (!ControlPlane.existed(answer)) {
        throw control.refused("create the queue " + name, answer);
      } else {
        found.add(name);
      }
      long seconds = awaitUsable(name);
      visibilityMillis =
          visibilityMillis == 0 ? seconds * 1000 : Math.min(visibilityMillis, seconds * 1000);
    }
  }

  /** Deletes what was created; best effort, the sentence says what went wrong, null if nothing. */
  String delete() {
    if (settings.keep()) {
      return null;
    }
    String failure = null;
    for (String name : created) {
      String why = control.remove("DeleteQueue", Map.of("queueName", name));
      if (why != null) {
        failure = "The queue " + name + " was not deleted: " + why;
      }
    }
    return failure;
  }

  /** The name that all names begin with. */
  String base() {
    return base;
  }

  List<String> names() {
    return names;
  }

  /** Those that were there already, perhaps with messages and users. */
  List<String> found() {
    return found;
  }

  int count() {
    return names.size();
  }

  /** The queue of a turn; turns go round. */
  String get(int turn) {
    return names.get(Math.floorMod(turn, names.size()));
  }

  /** The shortest visibility timeout among them. */
  long visibilityMillis() {
    return visibilityMillis;
  }

  private long awaitUsable(String name) throws InterruptedException {
    CmqAnswer answer = control.askUntilKnown("GetQueueAttributes", Map.of("queueName", name));
    if (!answer.ok()) {
      throw control.refused("look at the queue " + name, answer);
    }
    return answer.tree().path("visibilityTimeout").asLong(settings.visibilityTimeout());
  }
}
