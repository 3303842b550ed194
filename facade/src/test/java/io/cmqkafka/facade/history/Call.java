package io.cmqkafka.facade.history;

/**
 * One HTTP request, never repeated by itself.
 *
 * @param server the number of the server that was asked
 * @param answer null when none came
 * @param failure what came instead of an answer, else null
 * @param answeredAt when the answer, or the failure, was there
 */
public record Call(
    String client,
    int server,
    Request request,
    Answer answer,
    String failure,
    long askedAt,
    long answeredAt)
    implements Event {

  public boolean ok() {
    return answer != null && answer.code() == 0;
  }

  /** The answer's code, or -1 when none came. */
  public int code() {
    return answer == null ? -1 : answer.code();
  }
}
