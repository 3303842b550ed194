package io.cmqkafka.queue;

/** Completes the future of a request that was refused; carries no stack trace. */
public final class RefusedException extends RuntimeException {
  private final Refusal refusal;

  public RefusedException(Refusal refusal) {
    this(refusal, null);
  }

  /**
   * @param cause null when the refusal itself says all
   */
  public RefusedException(Refusal refusal, Throwable cause) {
    super(refusal.name(), cause, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
