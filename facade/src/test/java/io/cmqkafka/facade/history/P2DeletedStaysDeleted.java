package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delete;
import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.MessageKey;
import io.cmqkafka.facade.history.History.Outcome;
import java.util.List;
import java.util.Map;

/**
 * P2. A delivery that the server numbered higher than the deleted one, or that was asked for after
 * the delete was answered, betrays it; unless the queue may have been rewound in between.
 */
final class P2DeletedStaysDeleted implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Map<MessageKey, List<Delivery>> deliveries = history.deliveriesByMessage();
    for (Delete delete : history.deletes()) {
      if (delete.outcome() == Outcome.DELETED) {
        findings.judged();
        for (Delivery delivery : deliveries.get(delete.of().message())) {
          boolean again =
              delivery.handle().serial() > delete.of().handle().serial()
                  || delivery.askedAt() > delete.answeredAt();
          if (again && !mayBeRewound(history, delete, delivery)) {
            findings.broken("deleted and delivered again: " + delete + ", " + delivery);
          }
        }
      }
    }
  }

  private static boolean mayBeRewound(History history, Delete delete, Delivery delivery) {
    String queue = delivery.message().queue();
    return history.queue(queue).rewindable()
        && history.calls().stream()
            .anyMatch(
                call ->
                    call.request().action().equals("RewindQueue")
                        && call.request().queue().equals(queue)
                        && call.askedAt() <= delivery.answeredAt()
                        // Without an answer it may take effect at any time.
                        && (!call.ok() || call.answeredAt() >= delete.askedAt()));
  }
}
