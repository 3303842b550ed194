package io.cmqkafka.facade.history;

import io.cmqkafka.facade.history.History.Delete;
import io.cmqkafka.facade.history.History.Delivery;
import io.cmqkafka.facade.history.History.MessageKey;
import io.cmqkafka.facade.history.History.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * P4. Only what is certain in spite of unknown moments is judged: a delete that was asked for after
 * the end of visibility, or with an older handle, or for the second time must be refused; one that
 * was answered before, with the newest handle, for the first time, must be done.
 */
final class P4HandlesDeleteExactlyInTime implements Rule {
  @Override
  public void judge(History history, Findings findings) {
    Map<MessageKey, List<Delivery>> deliveries = history.deliveriesByMessage();
    Map<Delivery, List<Delete>> deletes =
        history.deletes().stream().collect(Collectors.groupingBy(Delete::of));
    for (Delete delete : history.deletes()) {
      List<Delivery> ofMessage = deliveries.get(delete.of().message());
      List<Delete> ofHandle = deletes.get(delete.of());
      if (delete.outcome() == Outcome.DELETED) {
        findings.judged();
        judgeDone(delete, ofMessage, ofHandle, findings);
      } else if (delete.outcome() == Outcome.REFUSED) {
        findings.judged();
        judgeRefused(delete, ofMessage, ofHandle, findings);
      }
    }
  }

  private static void judgeDone(
      Delete delete, List<Delivery> ofMessage, List<Delete> ofHandle, Findings findings) {
    if (delete.askedAt() > delete.of().handle().until() + CLOCK_SLACK_MS) {
      findings.broken("deleted after the end of visibility: " + delete);
    }
    if (ofMessage.stream()
        .anyMatch(later -> isLater(later, delete) && later.answeredAt() < delete.askedAt())) {
      findings.broken("deleted by a handle that was not the newest: " + delete);
    }
    if (ofHandle.stream()
        .anyMatch(
            other ->
                other != delete
                    && other.outcome() == Outcome.DELETED
                    && other.answeredAt() <= delete.answeredAt())) {
      findings.broken("deleted twice: " + delete);
    }
  }

  private static void judgeRefused(
      Delete delete, List<Delivery> ofMessage, List<Delete> ofHandle, Findings findings) {
    boolean inTime = delete.answeredAt() < delete.of().handle().until() - CLOCK_SLACK_MS;
    boolean newest = ofMessage.stream().noneMatch(later -> isLater(later, delete));
    boolean perhapsUsed =
        ofHandle.stream()
            .anyMatch(
                other ->
                    other.outcome() != Outcome.REFUSED && other.askedAt() <= delete.answeredAt());
    if (inTime && newest && !perhapsUsed) {
      findings.broken("refused although valid: " + delete);
    }
  }

  private static boolean isLater(Delivery delivery, Delete delete) {
    return delivery.handle().serial() > delete.of().handle().serial();
  }
}
