package io.cmqkafka.queue.simulation;

import io.cmqkafka.queue.Origin;
import java.util.HashMap;
import java.util.Map;

/**
 * Every receive is answered exactly once: with messages before its deadline, or with none at it.
 */
final class WaitsEndInTime implements Invariant {
  private record Wait(long since, long deadline) {}

  private final Map<Origin, Wait> waits = new HashMap<>();

  @Override
  public void asked(Origin origin, long now, long deadline) {
    waits.put(origin, new Wait(now, deadline));
  }

  @Override
  public void answered(Origin origin, boolean withMessages, long now) {
    Wait wait = waits.remove(origin);
    BrokenInvariant.unless(wait != null, "Answered twice: %s", origin);
    BrokenInvariant.unless(
        !withMessages || now < wait.deadline() || now == wait.since(),
        "Given messages at %d, too late for %s: %s",
        now,
        origin,
        wait);
  }

  @Override
  public void cancelled(Origin origin) {
    BrokenInvariant.unless(!waits.containsKey(origin), "Given up and not answered: %s", origin);
  }

  @Override
  public void settled(long now) {
    waits.forEach(
        (origin, wait) ->
            BrokenInvariant.unless(
                now < wait.deadline(), "Still waiting at %d: %s, %s", now, origin, wait));
  }

  @Override
  public void dropped() {
    drained();
  }

  @Override
  public void drained() {
    BrokenInvariant.unless(waits.isEmpty(), "Never answered: %s", waits);
  }
}
