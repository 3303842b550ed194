package io.cmqkafka.facade.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Creates a queue and a topic, subscribes, sends, delays, receives and publishes, and deletes them
 * with all that is in them; every other time under one of {@value #NAMES} names that were used
 * before, else under a new one. For one connection.
 */
final class SoakLifecycles {
  private static final int NAMES = 4;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int DELAY_SECONDS = 600;

  private final BenchRun run;

  SoakLifecycles(BenchRun run) {
    this.run = run;
  }

  void run(LoadConnection connection) {
    Pace pace = new Pace(EVERY_NANOS, System.nanoTime());
    for (int i = 0; pace.awaitNext(connection::isRunning); i++) {
      String kind = i % 2 == 0 ? "-again-" + i / 2 % NAMES : "-new-" + i;
      createAndDelete(connection, run.queues().base() + kind);
    }
  }

  private static void createAndDelete(LoadConnection connection, String name) {
    if (!call(connection, "CreateQueue", "queueName", name)) {
      return;
    }
    String later = Integer.toString(DELAY_SECONDS);
    call(connection, "SendMessage", "queueName", name, "msgBody", "left");
    call(connection, "SendMessage", "queueName", name, "msgBody", "in flight");
    call(connection, "SendMessage", "queueName", name, "msgBody", "late", "delaySeconds", later);
    call(connection, "ReceiveMessage", "queueName", name, "pollingWaitSeconds", "1");
    if (call(connection, "CreateTopic", "topicName", name)) {
      if (subscribe(connection, name)) {
        call(connection, "PublishMessage", "topicName", name, "msgBody", "copied");
        call(connection, "Unsubscribe", "topicName", name, "subscriptionName", name);
      }
      call(connection, "DeleteTopic", "topicName", name);
    }
    call(connection, "DeleteQueue", "queueName", name);
  }

  private static boolean subscribe(LoadConnection connection, String name) {
    return call(
        connection,
        "Subscribe",
        "topicName",
        name,
        "subscriptionName",
        name,
        "protocol",
        "queue",
        "endpoint",
        name,
        "notifyContentFormat",
        "SIMPLIFIED");
  }

  /** Patiently: what one process has created another one may not know yet. */
  private static boolean call(LoadConnection connection, String action, String... params) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      map.put(params[i], params[i + 1]);
    }
    return connection.askPatiently(Step.OTHER, to -> to.call(action, map)) != null;
  }
}
