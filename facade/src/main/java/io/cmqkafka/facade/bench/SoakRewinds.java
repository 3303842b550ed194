package io.cmqkafka.facade.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Now and then fills a queue of its own, receives and deletes what is in it, rewinds it, receives
 * some of it again, and clears it. For one lane; its messages are not in the account.
 */
final class SoakRewinds {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MESSAGES = 8;
  private static final int BACK_SECONDS = 3;

  private final BenchRun run;
  private final String queue;

  SoakRewinds(BenchRun run) {
    this.run = run;
    this.queue = run.queues().base() + "-rewound";
  }

  void run(Lane lane) {
    CmqAnswer created =
        lane.callPatiently(
            Step.OTHER,
            "CreateQueue",
            Map.of("queueName", queue, "msgRetentionSeconds", "3600", "rewindSeconds", "3600"));
    if (created == null) {
      return;
    }
    Pace pace = new Pace(EVERY_NANOS, System.nanoTime());
    while (pace.awaitNext(lane::goesOn)) {
      fillAndRewind(lane);
    }
    lane.call(Step.OTHER, "DeleteQueue", Map.of("queueName", queue));
  }

  private void fillAndRewind(Lane lane) {
    Map<String, String> batch = new HashMap<>();
    batch.put("queueName", queue);
    for (int i = 0; i < MESSAGES; i++) {
      batch.put("msgBody." + i, new String(run.bodies().of(i), StandardCharsets.US_ASCII));
    }
    lane.callPatiently(Step.SEND, "BatchSendMessage", batch);
    CmqAnswer received = receive(lane);
    if (received != null && !received.messages().isEmpty()) {
      Map<String, String> handles = new HashMap<>();
      handles.put("queueName", queue);
      for (int i = 0; i < received.messages().size(); i++) {
        handles.put("receiptHandle." + i, received.messages().get(i).receiptHandle());
      }
      lane.call(Step.DELETE, "BatchDeleteMessage", handles);
    }
    long back = System.currentTimeMillis() / 1000 - BACK_SECONDS;
    lane.call(
        Step.OTHER,
        "RewindQueue",
        Map.of("queueName", queue, "startConsumeTime", Long.toString(back)));
    receive(lane);
    lane.call(Step.OTHER, "ClearQueue", Map.of("queueName", queue));
  }

  private CmqAnswer receive(Lane lane) {
    return lane.call(
        Step.RECEIVE,
        "BatchReceiveMessage",
        Map.of(
            "queueName", queue, "numOfMsg", Integer.toString(MESSAGES), "pollingWaitSeconds", "1"));
  }
}
