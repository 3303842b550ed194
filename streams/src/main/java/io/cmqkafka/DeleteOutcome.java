package io.cmqkafka;

/** What became of one receipt handle of a delete. */
public enum DeleteOutcome {
  DELETED,
  /** Well formed, but not the message's newest handle, or its visibility has ended. */
  INVALID,
  /** Not a receipt handle at all. */
  MALFORMED,
  /** Kafka did not answer in time: it may be deleted or not. */
  UNKNOWN
}
