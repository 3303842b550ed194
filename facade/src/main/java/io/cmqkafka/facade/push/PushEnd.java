package io.cmqkafka.facade.push;

/**
 * How a push ended.
 *
 * @param detail for the log; one line without anything the endpoint said
 */
record PushEnd(PushOutcome outcome, String detail) {
  /** The client itself has missed its time-out. */
  static final PushEnd LATE = new PushEnd(PushOutcome.TIMEOUT, "no answer in time");

  private static final int MAX_DETAIL = 300;

  static PushEnd of(int status) {
    return new PushEnd(PushOutcome.ofStatus(status), "status " + status);
  }

  static PushEnd of(Throwable failure) {
    PushOutcome outcome = PushOutcome.of(failure);
    // What is not understood may quote the answer.
    String detail =
        outcome == PushOutcome.FAILED || failure.getMessage() == null
            ? failure.getClass().getSimpleName()
            : failure.getMessage();
    return new PushEnd(outcome, oneLine(detail));
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.chars()
        .limit(MAX_DETAIL)
        .forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
    return line.toString();
  }
}
