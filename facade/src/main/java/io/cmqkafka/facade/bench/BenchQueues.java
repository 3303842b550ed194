package io.cmqkafka.facade.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The run's queues. */
final class BenchQueues {
  private final Workload workload;
  private final ControlPlane control;
  private final String base;
  private final List<String> names = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private long visibilityMillis = Long.MAX_VALUE;

  BenchQueues(Workload workload, ControlPlane control) {
    this.workload = workload;
    this.control = control;
    this.base =
        workload.queue != null
            ? workload.queue
            : "bench-" + UUID.randomUUID().toString().substring(0, 8);
    for (int i = 0; i < workload.queues(); i++) {
      names.add(workload.queues() == 1 ? base : base + "-" + i);
    }
  }

  /**
   * Creates the queues and waits until they can be used.
   *
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create() throws InterruptedException {
    int visibilitySeconds = workload.visibilityTimeout;
    Map<String, String> attributes =
        Map.of(
            "visibilityTimeout", Integer.toString(visibilitySeconds), "maxMsgSize", maxMsgSize());
    for (String name : names) {
      if (!control.createQueue(name, attributes)) {
        found.add(name);
      }
      long seconds =
          control.queueAttributes(name).tree().path("visibilityTimeout").asLong(visibilitySeconds);
      visibilityMillis = Math.min(visibilityMillis, seconds * 1000);
    }
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

  /** The queue of an index; they go round. */
  String get(int index) {
    return names.get(Math.floorMod(index, names.size()));
  }

  /** The shortest visibility timeout among them. For when they are created. */
  long visibilityMillis() {
    return visibilityMillis;
  }

  /** What a queue or topic must admit for the run's bodies. */
  String maxMsgSize() {
    return Integer.toString(Math.max(65536, workload.bodySize));
  }
}
