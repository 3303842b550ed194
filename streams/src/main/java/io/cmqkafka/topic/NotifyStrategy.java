package io.cmqkafka.topic;

/** How often and when a failed push is tried again; under CMQ's own names. */
public enum NotifyStrategy {
  BACKOFF_RETRY,
  EXPONENTIAL_DECAY_RETRY
}
