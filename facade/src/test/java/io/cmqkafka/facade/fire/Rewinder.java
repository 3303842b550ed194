package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import java.util.Random;

/** Goes back now and then, by a few seconds. */
final class Rewinder implements Work {
  private final RecordingClient client;
  private final Random random;
  private final int facades;
  private final Clock clock;

  Rewinder(RecordingClient client, Random random, int facades, Clock clock) {
    this.client = client;
    this.random = random;
    this.facades = facades;
    this.clock = clock;
  }

  @Override
  public void once() throws InterruptedException {
    Thread.sleep(4_000 + random.nextInt(8_000));
    long to = clock.before() / 1_000 - 10 - random.nextInt(30);
    client.call(random.nextInt(facades), Request.rewind(Queues.REWOUND, to));
  }
}
