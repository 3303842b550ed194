package io.cmqkafka.facade.api;

/** A request that is answered with an error; carries no stack trace. */
public final class CmqException extends RuntimeException {
  private final CmqError error;

  /**
   * @param arguments fill the error's text, see {@link CmqError#message}
   */
  public CmqException(CmqError error, Object... arguments) {
    super(error.message(arguments), null, false, false);
    this.error = error;
  }

  public int code() {
    return error.code();
  }

  public CmqError error() {
    return error;
  }
}
