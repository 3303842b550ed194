package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Call;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Sends, publishes, receives and deletes at random, each call at any facade. */
final class Worker implements Work {
  private static final List<String> RECEIVED_FROM =
      Stream.concat(Queues.SENT_TO.stream(), Queues.SUBSCRIBERS.keySet().stream().sorted())
          .toList();

  /** Before the next call, when the last one found nobody there. */
  private static final long UNANSWERED_PAUSE_MS = 100;

  private final RecordingClient client;
  private final Random random;
  private final int facades;
  private final int mostPause;
  private final Hand hand;
  private int bodies;
  private boolean unanswered;

  Worker(RecordingClient client, Random random, int facades, int mostPause) {
    this.client = client;
    this.random = random;
    this.facades = facades;
    this.mostPause = mostPause;
    this.hand = new Hand(random);
  }

  @Override
  public void once() throws InterruptedException {
    int dice = hand.isFull() ? 99 : random.nextInt(100);
    if (dice < 20) {
      send(1);
    } else if (dice < 27) {
      send(2 + random.nextInt(5));
    } else if (dice < 34) {
      publish();
    } else if (dice < 50) {
      receive(1);
    } else if (dice < 62) {
      receive(2 + random.nextInt(7));
    } else if (!hand.isEmpty()) {
      delete();
    }
    Thread.sleep(unanswered ? UNANSWERED_PAUSE_MS : random.nextInt(mostPause));
  }

  private void send(int count) {
    String queue = Queues.SENT_TO.get(random.nextInt(Queues.SENT_TO.size()));
    int delay = 0;
    if (queue.equals(Queues.LATER)) {
      delay = 1 + random.nextInt(8);
    } else if (random.nextInt(10) == 0) {
      delay = 1 + random.nextInt(4);
    }
    call(Request.send(queue, bodies(count), delay));
  }

  private void publish() {
    List<String> tags = new ArrayList<>();
    for (String tag : Queues.TAGS) {
      if (random.nextInt(3) == 0) {
        tags.add(tag);
      }
    }
    int count = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
    call(Request.publish(Queues.TOPIC, bodies(count), tags));
  }

  private void receive(int max) {
    String queue = RECEIVED_FROM.get(random.nextInt(RECEIVED_FROM.size()));
    int wait = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
    hand.take(call(Request.receive(queue, max, wait)));
  }

  /** What may not have been deleted is kept, and now and then what was, to be tried again. */
  private void delete() {
    String queue = hand.anyQueue();
    List<String> handles = hand.some(queue, 1 + random.nextInt(6));
    Call call = call(Request.delete(queue, handles));
    if (call.answer() != null && random.nextInt(10) > 0) {
      hand.drop(handles);
    }
  }

  private Call call(Request request) {
    Call call = client.call(random.nextInt(facades), request);
    unanswered = call.answer() == null;
    return call;
  }

  private List<String> bodies(int count) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(client.name() + "-" + bodies++);
    }
    return some;
  }
}
