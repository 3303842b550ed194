package io.cmqkafka.queue;

/**
 * A delivery that ended although no command named its lease: its time was over, or a command ended
 * it that names no lease, such as one about chosen messages.
 *
 * @param endMs when it ended, epoch ms of log time; the lease's own end if its time was over
 * @param isDeath whether the message became a dead letter by it
 */
public record EndedDelivery(Lease lease, long endMs, boolean isDeath) {

  /** Whether a command ended it before its time. */
  public boolean isCutShort() {
    return endMs < lease.until();
  }
}
