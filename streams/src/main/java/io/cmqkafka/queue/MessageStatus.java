package io.cmqkafka.queue;

/**
 * One message as it stands at a moment of log time.
 *
 * @param receives how often it was received; 0 when that is not known, as of a deleted message
 * @param until when its state ends by itself, epoch ms of log time: the end of its visibility
 *     timeout or of its delay; 0 when time alone does not end it
 * @param firstReceive epoch ms of log time of the first delivery, 0 when there was none or it is
 *     not known
 */
public record MessageStatus(
    long offset, MessageState state, int receives, long until, long firstReceive) {

  /** Of a message that has no entry. */
  static MessageStatus plain(long offset, MessageState state) {
    return new MessageStatus(offset, state, 0, 0, 0);
  }
}
