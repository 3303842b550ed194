package io.cmqkafka.facade.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The two topics of a soak, one that chooses by tags and one by routing keys, each with a queue of
 * the run as a subscriber.
 */
final class SoakTopics {
  private static final String TAG = "red";
  private static final String BINDING_KEY = "soak.#";
  private static final String ROUTING_KEY = "soak.some.words";

  private final BenchRun run;
  private final String byTag;
  private final String byKey;

  SoakTopics(BenchRun run) {
    this.run = run;
    this.byTag = run.queues().base() + "-tags";
    this.byKey = run.queues().base() + "-keys";
  }

  /**
   * Creates topics and subscriptions.
   *
   * @param push the URL of one more subscriber by tag, null for none
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create(String tagged, String routed, String push) throws InterruptedException {
    ControlPlane control = run.control();
    boolean created =
        control.createTopic(byTag, Map.of("filterType", "1"))
            && control.createTopic(byKey, Map.of("filterType", "2"));
    if (!created) {
      throw new BenchException(
          "The topic " + byTag + " or " + byKey + " is there already: name another --queue.");
    }
    control.subscribe(
        byTag, "queue", Map.of("protocol", "queue", "endpoint", tagged, "filterTag.1", TAG));
    control.subscribe(
        byKey,
        "queue",
        Map.of("protocol", "queue", "endpoint", routed, "bindingKey.1", BINDING_KEY));
    if (push != null) {
      control.subscribe(
          byTag, "push", Map.of("protocol", "http", "endpoint", push, "filterTag.1", TAG));
    }
  }

  /** Publishes so many messages a second until the window is over, to the two topics in turn. */
  void publish(LoadConnection connection, double perSecond) {
    Pace pace = new Pace((long) (TimeUnit.SECONDS.toNanos(1) / perSecond), System.nanoTime());
    for (int i = 0; pace.awaitNext(connection::isRunning); i++) {
      int sequence = run.ledger().allot(1);
      Map<String, String> params = new HashMap<>();
      params.put("msgBody", run.bodies().of(sequence));
      if (i % 2 == 0) {
        params.put("topicName", byTag);
        params.put("msgTag.1", TAG);
      } else {
        params.put("topicName", byKey);
        params.put("routingKey", ROUTING_KEY);
      }
      if (connection.ask(Step.PUBLISH, to -> to.call("PublishMessage", params)) != null) {
        run.ledger().sent(sequence);
      }
    }
  }
}
