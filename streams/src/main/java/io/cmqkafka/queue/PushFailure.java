package io.cmqkafka.queue;

import java.util.Objects;

/**
 * How the last push of a subscription failed, as the process knows that made it.
 *
 * @param timeMs epoch ms by that process's own clock
 * @param reason a few words for the owner of the subscription
 */
public record PushFailure(long timeMs, String reason) {
  public PushFailure {
    Objects.requireNonNull(reason);
  }
}
