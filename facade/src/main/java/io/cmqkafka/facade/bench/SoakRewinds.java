package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Now and then fills a queue of its own, receives and deletes what is in it, rewinds it, receives
 * some of it again, and clears it. For one connection; its messages are not in the account.
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

  void run(LoadConnection connection) {
    CmqAnswer created =
        call(
            connection,
            "CreateQueue",
            Map.of("msgRetentionSeconds", "3600", "rewindSeconds", "3600"));
    if (created == null) {
      return;
    }
    Pace pace = new Pace(EVERY_NANOS, System.nanoTime());
    while (pace.awaitNext(connection::isRunning)) {
      fillAndRewind(connection);
    }
    call(connection, "DeleteQueue", Map.of());
  }

  private void fillAndRewind(LoadConnection connection) {
    List<String> bodies = IntStream.range(0, MESSAGES).mapToObj(run.bodies()::of).toList();
    connection.askPatiently(Step.SEND, to -> to.send(queue, bodies, 0));
    CmqAnswer received = receive(connection);
    if (received != null) {
      List<String> handles =
          received.messages().stream().map(ReceivedMessage::receiptHandle).toList();
      connection.ask(Step.DELETE, from -> from.delete(queue, handles));
    }
    long back = System.currentTimeMillis() / 1000 - BACK_SECONDS;
    call(connection, "RewindQueue", Map.of("startConsumeTime", Long.toString(back)));
    receive(connection);
    call(connection, "ClearQueue", Map.of());
  }

  private CmqAnswer call(LoadConnection connection, String action, Map<String, String> more) {
    Map<String, String> params = new HashMap<>(more);
    params.put("queueName", queue);
    return connection.askPatiently(Step.OTHER, to -> to.call(action, params));
  }

  private CmqAnswer receive(LoadConnection connection) {
    return connection.ask(Step.RECEIVE, from -> from.receive(queue, MESSAGES, 1));
  }
}
