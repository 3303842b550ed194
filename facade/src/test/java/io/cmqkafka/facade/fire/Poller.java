package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Waits long for messages, also where none ever comes, and deletes most of what it gets. */
final class Poller implements Work {
  private static final int LONGEST_WAIT = 10;

  private final RecordingClient client;
  private final Random random;
  private final int facades;
  private final Hand hand;
  private final List<String> queues = new ArrayList<>();

  Poller(RecordingClient client, Random random, int facades) {
    this.client = client;
    this.random = random;
    this.facades = facades;
    this.hand = new Hand(random);
    queues.add(Queues.QUIET);
    queues.add(Queues.QUIET);
    queues.addAll(Queues.SENT_TO);
    queues.addAll(Queues.SUBSCRIBERS.keySet().stream().sorted().toList());
  }

  @Override
  public void once() throws InterruptedException {
    String queue = queues.get(random.nextInt(queues.size()));
    int max = random.nextBoolean() ? 1 : 2 + random.nextInt(10);
    int wait = 1 + random.nextInt(LONGEST_WAIT);
    hand.take(client.call(random.nextInt(facades), Request.receive(queue, max, wait)));
    while (!hand.isEmpty()) {
      String of = hand.anyQueue();
      List<String> handles = hand.some(of, 16);
      if (random.nextInt(5) > 0) {
        client.call(random.nextInt(facades), Request.delete(of, handles));
      }
      hand.drop(handles);
    }
    Thread.sleep(50);
  }
}
