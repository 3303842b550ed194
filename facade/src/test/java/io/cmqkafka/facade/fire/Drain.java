package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Call;
import io.cmqkafka.facade.history.RecordingClient;
import io.cmqkafka.facade.history.Request;
import java.time.Duration;
import java.util.List;

/** Receives and deletes until nothing is left. */
final class Drain {
  private static final int BATCH = 16;

  private final RecordingClient client;
  private final int facades;
  private int next;

  Drain(RecordingClient client, int facades) {
    this.client = client;
    this.facades = facades;
  }

  /**
   * @return whether every queue is empty: no message visible, invisible or delayed
   */
  boolean empty(List<String> queues, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - deadline < 0) {
      boolean more = false;
      for (String queue : queues) {
        while (takeSome(queue)) {
          more = true;
        }
      }
      if (!more && queues.stream().allMatch(this::isEmpty)) {
        return true;
      }
      Thread.sleep(500);
    }
    return false;
  }

  private boolean takeSome(String queue) {
    Call receive = client.call(anyFacade(), Request.receive(queue, BATCH, 0));
    if (!receive.ok()) {
      return false;
    }
    List<String> handles =
        receive.answer().messages().stream().map(message -> message.handle()).toList();
    client.call(anyFacade(), Request.delete(queue, handles));
    return true;
  }

  private boolean isEmpty(String queue) {
    return client.count(anyFacade(), queue) == 0;
  }

  private int anyFacade() {
    return next++ % facades;
  }
}
