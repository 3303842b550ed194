package io.cmqkafka.facade.classic;

/** A request that is answered with an error; carries no stack trace. */
public final class CmqException extends RuntimeException {
  private final CmqError error;

  public CmqException(CmqError error) {
    this(error.message(), error);
  }

  /**
   * @param subject what the error is about, see {@link CmqError#message(Object)}
   */
  public CmqException(CmqError error, Object subject) {
    this(error.message(subject), error);
  }

  private CmqException(String message, CmqError error) {
    super(message, null, false, false);
    this.error = error;
  }

  public int code() {
    return error.code();
  }

  public CmqError error() {
    return error;
  }
}
