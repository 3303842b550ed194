package io.cmqkafka.facade.http.connection;

/** Whether a body may begin. */
public enum Admission {
  NOW,
  /** Not now: the body must ask again. */
  LATER,
  REFUSED
}
