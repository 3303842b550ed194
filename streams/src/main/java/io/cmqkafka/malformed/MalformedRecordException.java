package io.cmqkafka.malformed;

/** A record of one of our Kafka topics that is none of ours, or not whole. */
public final class MalformedRecordException extends Exception {
  public MalformedRecordException(String what) {
    super(what);
  }

  public MalformedRecordException(String what, Throwable cause) {
    super(what, cause);
  }
}
