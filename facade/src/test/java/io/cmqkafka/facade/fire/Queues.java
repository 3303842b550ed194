package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.QueueLife;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import io.cmqkafka.facade.history.Subscription;
import java.util.List;
import java.util.Map;

/** The queues and topics that live as long as a run. */
final class Queues {
  /** Nothing is ever sent to it. */
  static final String QUIET = "quiet";

  /** Every message is delayed. */
  static final String LATER = "later";

  static final String REWOUND = "rewound";
  static final String TOPIC = "news";
  static final List<String> TAGS = List.of("red", "green", "blue");

  /** Those that workers send to. */
  static final List<String> SENT_TO = List.of("plain", "slow", "wide", LATER, REWOUND);

  /** Those that subscribed to the topic, and by which tags. */
  static final Map<String, List<String>> SUBSCRIBERS =
      Map.of(
          "all-news", List.of(), "red-news", List.of("red"), "cool-news", List.of("green", "blue"));

  static final List<QueueLife> ALL =
      List.of(
          new QueueLife("plain", 3, 1, false),
          // Long enough for leases that outlive a failover.
          new QueueLife("slow", 20, 1, false),
          new QueueLife("wide", 4, 3, false),
          new QueueLife(LATER, 5, 1, false),
          new QueueLife(REWOUND, 4, 1, true),
          new QueueLife(QUIET, 5, 1, false),
          new QueueLife("all-news", 4, 1, false),
          new QueueLife("red-news", 8, 1, false),
          new QueueLife("cool-news", 4, 2, false));

  private Queues() {}

  /** Answers when every facade knows all of them. */
  static void create(RecordingClient client, Journal journal, int facades)
      throws InterruptedException {
    for (QueueLife queue : ALL) {
      journal.write(queue);
      until(client, 0, Request.other("CreateQueue", queue.queue()), attributes(queue));
    }
    until(client, 0, Request.other("CreateTopic", TOPIC), Map.of());
    for (Map.Entry<String, List<String>> subscriber : SUBSCRIBERS.entrySet()) {
      until(client, 0, Request.other("Subscribe", TOPIC), subscription(subscriber.getKey()));
      journal.write(new Subscription(TOPIC, subscriber.getKey(), subscriber.getValue()));
    }
    for (int facade = 1; facade < facades; facade++) {
      for (QueueLife queue : ALL) {
        until(client, facade, Request.other("GetQueueAttributes", queue.queue()), Map.of());
      }
    }
  }

  static Map<String, String> attributes(QueueLife queue) {
    return Map.of(
        "visibilityTimeout",
        Integer.toString(queue.visibilitySeconds()),
        "partitions",
        Integer.toString(queue.partitions()),
        "rewindSeconds",
        queue.rewindable() ? "3600" : "0");
  }

  private static Map<String, String> subscription(String queue) {
    Map<String, String> params =
        new java.util.HashMap<>(
            Map.of(
                "subscriptionName",
                queue,
                "protocol",
                "queue",
                "endpoint",
                queue,
                "notifyContentFormat",
                "SIMPLIFIED"));
    List<String> tags = SUBSCRIBERS.get(queue);
    for (int i = 0; i < tags.size(); i++) {
      params.put("filterTag." + i, tags.get(i));
    }
    return params;
  }

  private static void until(
      RecordingClient client, int facade, Request request, Map<String, String> params)
      throws InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (client.call(facade, request, params).ok()) {
        return;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(request + " does not succeed");
  }
}
