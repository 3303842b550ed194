package io.cmqkafka.queue;

import io.cmqkafka.queue.Entry.Dead;
import io.cmqkafka.queue.Entry.Deferred;
import io.cmqkafka.queue.Entry.Delayed;
import io.cmqkafka.queue.Entry.Done;
import io.cmqkafka.queue.Entry.InFlight;
import io.cmqkafka.queue.Entry.Ready;

/**
 * Neighbouring offsets of which the same is known.
 *
 * @param from the first of them
 * @param to one past the last of them
 * @param entry what is known of them; null when nothing is, so that the cursor tells
 * @param passed whether they lie before the cursor
 */
record Stretch(long from, long to, Entry entry, boolean passed) {

  /** The state of the message at an offset of the stretch, null when there is no message. */
  MessageStatus at(long offset) {
    if (entry == null) {
      return MessageStatus.plain(offset, passed ? MessageState.DELETED : MessageState.VISIBLE);
    } else if (entry instanceof InFlight it) {
      return new MessageStatus(
          offset, MessageState.INVISIBLE, it.count(), it.until(), it.firstDequeue());
    } else if (entry instanceof Ready it) {
      long first = it.count() == 0 ? 0 : it.firstDequeue();
      return new MessageStatus(offset, MessageState.VISIBLE, it.count(), 0, first);
    } else if (entry instanceof Delayed it) {
      return new MessageStatus(offset, MessageState.DELAYED, 0, it.due(), 0);
    } else if (entry instanceof Deferred it) {
      return new MessageStatus(
          offset, MessageState.DEFERRED, it.count(), it.due(), it.firstDequeue());
    } else if (entry instanceof Dead) {
      return MessageStatus.plain(offset, MessageState.DEAD);
    }
    return entry instanceof Done ? MessageStatus.plain(offset, MessageState.DELETED) : null;
  }
}
