package io.cmqkafka.topic;

/** What the body of a push is; under CMQ's own names. */
public enum NotifyContentFormat {
  /** An object that holds the message and what belongs to it. */
  JSON,
  /** The message as it was published, byte for byte. */
  SIMPLIFIED
}
