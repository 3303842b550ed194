package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Call;
import io.cmqkafka.facade.history.Clock;
import io.cmqkafka.facade.history.Journal;
import io.cmqkafka.facade.history.QueueLife;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import io.cmqkafka.facade.history.Retirement;
import java.util.List;
import java.util.Random;

/**
 * Creates queues, uses them and deletes them with what is in them; mostly it takes the same name
 * again, so that what a name's earlier life left behind would show. One call is one step.
 */
final class Churner implements Work {
  private static final int NAME_BEING_RELEASED = 6040;
  private static final int MOST_TRIES = 60;

  private final RecordingClient client;
  private final Random random;
  private final int facades;
  private final Clock clock;
  private final Journal journal;
  private final Hand hand;
  private int name;
  private int life;
  private int bodies;
  private QueueLife queue;
  private int stepsLeft;

  Churner(RecordingClient client, Random random, int facades, Clock clock, Journal journal) {
    this.client = client;
    this.random = random;
    this.facades = facades;
    this.clock = clock;
    this.journal = journal;
    this.hand = new Hand(random);
  }

  /** The queue there is; null while there is none. */
  QueueLife current() {
    return queue;
  }

  @Override
  public void once() throws InterruptedException {
    if (queue == null) {
      create();
    } else if (stepsLeft-- > 0) {
      use();
    } else {
      delete();
    }
    Thread.sleep(50 + random.nextInt(100));
  }

  private void create() throws InterruptedException {
    String key = "churn-" + name + "#" + life++;
    QueueLife next = new QueueLife(key, 3, 1 + random.nextInt(2), false);
    journal.write(next);
    boolean perhaps = false;
    for (int i = 0; i < MOST_TRIES; i++) {
      Call call =
          client.call(
              random.nextInt(facades), Request.other("CreateQueue", key), Queues.attributes(next));
      if (call.ok() || perhaps && call.code() == 4460) {
        queue = next;
        stepsLeft = 10 + random.nextInt(40);
        return;
      }
      perhaps |= isUnknown(call);
      if (call.code() == 4460) {
        break;
      }
      Thread.sleep(call.code() == NAME_BEING_RELEASED ? 300 : 100);
    }
    retire(next, false);
  }

  private void use() {
    int dice = random.nextInt(10);
    String key = queue.queue();
    if (dice < 5) {
      call(Request.send(key, List.of(client.name() + "-" + bodies++), 0));
    } else if (dice < 8 || hand.isEmpty()) {
      hand.take(call(Request.receive(key, 1 + random.nextInt(3), random.nextInt(2))));
    } else {
      List<String> handles = hand.some(key, 4);
      call(Request.delete(key, handles));
      hand.drop(handles);
    }
  }

  /** A name whose deletion is not certain is not used again: it might take effect later. */
  private void delete() throws InterruptedException {
    QueueLife ending = queue;
    retire(ending, true);
    boolean certain = true;
    for (int i = 0; i < MOST_TRIES; i++) {
      Call call = call(Request.other("DeleteQueue", ending.queue()));
      if (call.ok()) {
        if (certain && random.nextInt(4) > 0) {
          return;
        }
        break;
      }
      certain &= !isUnknown(call);
      if (!certain && call.code() == 4440) {
        break;
      }
      Thread.sleep(200);
    }
    name++;
  }

  private void retire(QueueLife ending, boolean nameGoesOn) {
    journal.write(new Retirement(ending.queue(), clock.before()));
    queue = null;
    hand.clear();
    if (!nameGoesOn) {
      name++;
    }
  }

  private Call call(Request request) {
    return client.call(random.nextInt(facades), request);
  }

  private static boolean isUnknown(Call call) {
    return call.answer() == null || call.code() == 6000;
  }
}
