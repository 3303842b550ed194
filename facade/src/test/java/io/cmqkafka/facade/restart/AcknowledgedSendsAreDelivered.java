package io.cmqkafka.facade.restart;

import java.util.List;
import java.util.Set;

/** P1. */
final class AcknowledgedSendsAreDelivered implements Rule {
  @Override
  public List<String> broken(History history) {
    Set<String> delivered = history.deliveriesByBody().keySet();
    return history.sent().stream()
        .filter(sent -> sent.acknowledged() && !delivered.contains(sent.body()))
        .map(sent -> "P1: acknowledged and never delivered: " + sent)
        .toList();
  }
}
