package io.cmqkafka.facade.push;

import io.cmqkafka.PushResult;

/**
 * How a push ended.
 *
 * @param detail for the log; one line without anything the endpoint said
 */
record PushEnd(PushOutcome outcome, String detail) {
  /** The client itself has missed its time-out. */
  static final PushEnd LATE = new PushEnd(PushOutcome.TIMEOUT, "no answer in time");

  private static final int MAX_DETAIL = 300;

  /**
   * @param why the endpoint is no URL that can be pushed to
   */
  static PushEnd illegal(String why) {
    return new PushEnd(PushOutcome.ILLEGAL, oneLine(why));
  }

  /**
   * For the owner of the subscription: the status of an answer, and of this network no more than
   * whether the endpoint was reached. That a name is unknown, and that it leads where messages may
   * not be pushed to, is not told apart, or the server would tell which names of this network
   * exist.
   */
  PushResult result() {
    return switch (outcome) {
      case OK -> PushResult.TAKEN;
      case STATUS_1XX, STATUS_3XX, STATUS_4XX, STATUS_5XX ->
          new PushResult("the endpoint answered with " + detail);
      case TIMEOUT -> new PushResult("no complete answer in time");
      case REFUSED -> new PushResult("no connection");
      case UNRESOLVED, DENIED ->
          new PushResult(
              "no address of the host is known that the server's settings push.allow and push.deny"
                  + " admit");
      case ILLEGAL -> new PushResult("the endpoint is no URL that can be pushed to");
      case OVERLOADED -> new PushResult("the server had too many pushes under way");
      case TLS ->
          new PushResult(
              "no TLS connection, for instance because the certificate is not trusted or is"
                  + " another host's");
      case FAILED -> new PushResult("the connection broke, or the answer was no HTTP answer");
    };
  }

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
