package io.cmqkafka.facade.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Creates a queue and a topic, subscribes, sends, delays, receives and publishes, and deletes them
 * with all that is in them; every other time under one of {@value #NAMES} names that were used
 * before, else under a new one. For one lane.
 */
final class SoakLives {
  private static final int NAMES = 4;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int DELAY_SECONDS = 600;

  private final BenchRun run;

  SoakLives(BenchRun run) {
    this.run = run;
  }

  void run(Lane lane) {
    Pace pace = new Pace(EVERY_NANOS, System.nanoTime());
    for (int turn = 0; pace.awaitNext(lane::goesOn); turn++) {
      String kind = turn % 2 == 0 ? "-again-" + turn / 2 % NAMES : "-new-" + turn;
      live(lane, run.queues().base() + kind);
    }
  }

  private static void live(Lane lane, String name) {
    Map<String, String> queue = Map.of("queueName", name);
    Map<String, String> topic = Map.of("topicName", name);
    Map<String, String> subscription = Map.of("topicName", name, "subscriptionName", name);
    if (call(lane, "CreateQueue", queue) == null) {
      return;
    }
    call(lane, "SendMessage", Map.of("queueName", name, "msgBody", "left"));
    call(lane, "SendMessage", Map.of("queueName", name, "msgBody", "in flight"));
    call(
        lane,
        "SendMessage",
        Map.of(
            "queueName", name, "msgBody", "late", "delaySeconds", Integer.toString(DELAY_SECONDS)));
    call(lane, "ReceiveMessage", Map.of("queueName", name, "pollingWaitSeconds", "1"));
    if (call(lane, "CreateTopic", topic) != null) {
      boolean subscribed =
          call(
                  lane,
                  "Subscribe",
                  Map.of(
                      "topicName", name,
                      "subscriptionName", name,
                      "protocol", "queue",
                      "endpoint", name,
                      "notifyContentFormat", "SIMPLIFIED"))
              != null;
      if (subscribed) {
        call(lane, "PublishMessage", Map.of("topicName", name, "msgBody", "copied"));
        call(lane, "Unsubscribe", subscription);
      }
      call(lane, "DeleteTopic", topic);
    }
    call(lane, "DeleteQueue", queue);
  }

  /** What one process has created another one may not know yet. */
  private static CmqAnswer call(Lane lane, String action, Map<String, String> params) {
    return lane.callPatiently(Step.OTHER, action, params);
  }
}
