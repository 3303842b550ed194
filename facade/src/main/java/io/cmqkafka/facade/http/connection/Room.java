package io.cmqkafka.facade.http.connection;

/** What becomes of a request that wants to hold more bytes. */
public enum Room {
  /** It holds them. */
  HELD,
  /** There is no room now, and soon there may be: it holds what it held before. */
  LATER,
  /** There is no room. */
  NONE
}
