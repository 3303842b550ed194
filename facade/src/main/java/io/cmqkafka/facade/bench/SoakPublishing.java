package io.cmqkafka.facade.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Publishes at a steady rate, to the two topics in turn. For one lane. */
final class SoakPublishing {
  private final BenchRun run;
  private final SoakTopics topics;
  private final double perSecond;

  SoakPublishing(BenchRun run, SoakTopics topics, double perSecond) {
    this.run = run;
    this.topics = topics;
    this.perSecond = perSecond;
  }

  void run(Lane lane) {
    Pace pace = new Pace((long) (TimeUnit.SECONDS.toNanos(1) / perSecond), System.nanoTime());
    for (int turn = 0; pace.awaitNext(lane::goesOn); turn++) {
      int sequence = run.ledger().allot(1);
      Map<String, String> params = new HashMap<>();
      params.put("msgBody", new String(run.bodies().of(sequence), StandardCharsets.US_ASCII));
      if (turn % 2 == 0) {
        params.put("topicName", topics.byTag());
        params.put("msgTag.1", SoakTopics.TAG);
      } else {
        params.put("topicName", topics.byKey());
        params.put("routingKey", SoakTopics.ROUTING_KEY);
      }
      if (lane.call(Step.PUBLISH, "PublishMessage", params) != null) {
        run.ledger().sent(sequence);
      }
    }
  }
}
