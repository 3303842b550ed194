package io.cmqkafka.queue;

/** The state of one message of a queue, as somebody sees it who looks at the queue. */
public enum MessageState {
  /** The next receive may get it. */
  VISIBLE,
  /** Received, and its visibility timeout has not ended. */
  INVISIBLE,
  /** Its sender wants it to be received later. */
  DELAYED,
  /** A delivery failed, and the next one is to be later. */
  DEFERRED,
  /** On its way to the dead-letter queue. */
  DEAD,
  /** Deleted. Kafka may still have it, and a rewind may bring it back. */
  DELETED
}
