package io.cmqkafka.queue;

import java.util.Objects;

/**
 * How a push failed. Times are epoch ms by the clock of the process that made it.
 *
 * @param reason a few words for the owner of the subscription
 * @param tries how often the message was pushed so far, this push among them
 * @param nextMs when it is pushed again; 0 when it is given up
 */
public record PushFailure(long timeMs, String reason, int tries, long nextMs) {
  public PushFailure {
    Objects.requireNonNull(reason);
  }
}
