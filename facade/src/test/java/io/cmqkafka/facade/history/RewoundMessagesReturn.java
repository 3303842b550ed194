package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delete;
import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.MessageKey;
import io.cmqkafka.facade.history.History.Outcome;
import io.cmqkafka.facade.history.History.Sent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was deleted before a rewind was asked for, and was sent after the time it went back to, is
 * delivered once more.
 */
final class RewoundMessagesReturn implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Map<MessageKey, List<Delivery>> deliveries = history.deliveriesByMessage();
    Map<String, Sent> byBody = new HashMap<>();
    history.sent().forEach(sent -> byBody.put(sent.body(), sent));
    for (Call rewind : history.calls()) {
      if (rewind.request().action().equals("RewindQueue") && rewind.ok()) {
        for (Delete delete : history.deletes()) {
          if (isRewound(delete, byBody.get(delete.of().body()), rewind)) {
            findings.judged();
            if (deliveries.get(delete.of().message()).stream()
                .noneMatch(d -> d.handle().serial() > delete.of().handle().serial())) {
              findings.broken("rewound and not delivered again: " + delete + ", " + rewind);
            }
          }
        }
      }
    }
  }

  private static boolean isRewound(Delete delete, Sent sent, Call rewind) {
    return delete.outcome() == Outcome.DELETED
        && delete.of().message().queue().equals(rewind.request().queue())
        && delete.answeredAt() < rewind.askedAt()
        && sent != null
        && sent.askedAt() - CLOCK_SLACK_MS >= 1_000 * rewind.request().rewindTo();
  }
}
