package io.cmqkafka.facade.http;

import java.io.IOException;
import java.net.BindException;

/** What a server that cannot listen has to say. */
final class Ports {
  private Ports() {}

  /** Keeps the reason that the system gave, which is the innermost cause. */
  static IOException cannotBind(String host, int port, Exception failure) {
    Throwable reason = failure;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    String why = reason.getMessage() == null ? reason.toString() : reason.getMessage();
    BindException e = new BindException("cannot listen on " + host + ":" + port + ": " + why);
    e.initCause(failure);
    return e;
  }
}
