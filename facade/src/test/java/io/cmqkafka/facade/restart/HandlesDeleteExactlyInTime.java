package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.restart.History.Delete;
import io.cmqkafka.facade.restart.History.Delivery;
import io.cmqkafka.facade.restart.History.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * P4. Only what is certain in spite of unknown moments is judged: a delete that was asked for after
 * the end of visibility must be refused, one that was answered before it must be done.
 */
final class HandlesDeleteExactlyInTime implements Rule {
  @Override
  public List<String> broken(History history) {
    Map<String, List<Delivery>> deliveries = history.deliveriesByBody();
    Map<Delivery, List<Delete>> deletes =
        history.deletes().stream().collect(Collectors.groupingBy(Delete::of));
    List<String> broken = new ArrayList<>();
    for (Delete delete : history.deletes()) {
      List<Delivery> ofMessage = deliveries.get(delete.of().body());
      List<Delete> ofHandle = deletes.get(delete.of());
      if (delete.outcome() == Outcome.DELETED) {
        if (delete.askedAt() >= (delete.of().nextVisibleTime() + 1) * 1_000) {
          broken.add("P4: deleted after the end of visibility: " + delete);
        }
        if (ofMessage.stream()
            .anyMatch(
                later ->
                    later.count() > delete.of().count() && later.answeredAt() < delete.askedAt())) {
          broken.add("P4: deleted by a handle that was not the newest: " + delete);
        }
        if (ofHandle.stream()
            .anyMatch(
                before ->
                    before.outcome() == Outcome.DELETED
                        && before.answeredAt() < delete.askedAt())) {
          broken.add("P4: deleted twice: " + delete);
        }
      } else if (delete.outcome() == Outcome.REFUSED) {
        boolean inTime = delete.answeredAt() < delete.of().nextVisibleTime() * 1_000;
        boolean perhapsUsed =
            ofHandle.stream()
                .anyMatch(
                    other ->
                        other.outcome() != Outcome.REFUSED
                            && other.askedAt() <= delete.answeredAt());
        boolean newest = ofMessage.stream().noneMatch(later -> later.count() > delete.of().count());
        if (inTime && newest && !perhapsUsed) {
          broken.add("P4: refused although valid: " + delete);
        }
      }
    }
    return broken;
  }
}
