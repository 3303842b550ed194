package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import io.cmqkafka.queue.Buried;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import java.util.Set;

/**
 * Something that must hold of one queue partition all its life, judged from what was asked and
 * answered alone. {@code now} is log time throughout.
 */
interface Invariant {
  /** A message became known; not called for gaps. */
  default void arrived(long offset, long due) {}

  /** An offset became known that holds no message. */
  default void gap(long offset) {}

  /** An offset became known that holds a copy, a repeat or not; told before all else of it. */
  default void copied(Copied copy) {}

  default void asked(Origin origin, long now, long deadline) {}

  default void asked(QueueCommand.Receive receive) {}

  /** Told before {@link #granted}: whose receive it is that was given the next messages. */
  default void giving(QueueCommand.Receive receive) {}

  default void cancelled(Origin origin) {}

  /** A receive was answered, with messages or otherwise. */
  default void answered(Origin origin, boolean withMessages, long now) {}

  default void granted(Grant grant, long now) {}

  default void deleted(Lease lease, boolean outcome, long now) {}

  default void released(Lease lease, long now) {}

  /** Given back by whoever had it, not to be delivered before {@code due}. */
  default void deferred(Lease lease, long due, long now) {}

  /** A lease that is good makes a dead letter of its message; told before {@link #died}. */
  default void buried(Lease lease, long now) {}

  /** Messages before this offset are to die; told before {@link #died}. */
  default void expiring(long before, int max) {}

  /** Became a dead letter; told before the answers of the same command. */
  default void died(DeadLetter letter, long now) {}

  /** If that death was its latest, it is in the dead-letter queue now, and deleted. */
  default void moved(Buried letter) {}

  /** The dead letters of which somebody would be told who took over now. */
  default void stillDead(Set<Buried> letters) {}

  /** If that death was its latest, it is visible again, as if it had never been delivered. */
  default void returned(Buried letter) {}

  /** Somebody chose it to be deleted. */
  default void removed(long offset) {}

  /** Somebody chose its delivery, or the time for which it was put off, to end. */
  default void shown(long offset) {}

  /** Some up to this offset were chosen to leave; what stays may be delivered in any order. */
  default void passed(long last) {}

  /** Somebody chose it to be moved to another queue; told before {@link #died}. */
  default void leaving(long offset) {}

  default void rewound(long offset) {}

  default void rewindWindowOpened() {}

  default void cleared() {}

  default void trimmed(long start) {}

  /** What lay there and past it is lost; what arrives there is something else. */
  default void cutBack(long end) {}

  /** Told before {@link #cutBack}: what was copied from this source is new when it is copied. */
  default void sourceForgotten(String source) {}

  /** A command or a tick has been dealt with altogether. */
  default void settled(long now) {}

  /** The queue partition's life is over. */
  default void dropped() {}

  /** Time went on, and everything that could be received was received and deleted. */
  default void drained() {}
}
