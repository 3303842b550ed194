package io.cmqkafka.facade.http.connection;

/** Whether a body may begin. */
public enum Admission {
  NOW,
  /** To be asked for again. */
  LATER,
  REFUSED
}
