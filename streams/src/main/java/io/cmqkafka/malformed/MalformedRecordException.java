package io.cmqkafka.malformed;

/**
 * A record in one of the server's Kafka topics that the server did not write, or that is not whole.
 */
public final class MalformedRecordException extends Exception {
  public MalformedRecordException(String what) {
    super(what);
  }

  public MalformedRecordException(String what, Throwable cause) {
    super(what, cause);
  }
}
