package io.cmqkafka.facade.push;

/** The operator does not let messages be pushed there. */
final class DeniedTargetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeniedTargetException(String message) {
    super(message, null, false, false);
  }
}
