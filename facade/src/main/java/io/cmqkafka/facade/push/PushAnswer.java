package io.cmqkafka.facade.push;

import java.util.function.Consumer;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.io.Content;

/**
 * Reads an endpoint's answer and forgets it. When it is longer than anything worth reading, the
 * status counts and the connection is closed.
 */
final class PushAnswer implements Response.AsyncContentListener, Response.CompleteListener {
  private static final int MAX_BODY = 4 << 10;

  private static final Throwable ENOUGH =
      new Throwable("the answer is longer than is read", null, false, false) {};

  private final Consumer<Result> whenEnded;
  private int read;

  PushAnswer(Consumer<Result> whenEnded) {
    this.whenEnded = whenEnded;
  }

  /**
   * The status, when the answer is whole or as long as is read. That the request has failed does
   * not matter then: the endpoint may close the connection before the client knows that all was
   * sent.
   */
  static PushEnd end(Result result) {
    Throwable failure = result.getResponseFailure();
    int status = result.getResponse().getStatus();
    boolean isAnswered = status > 0 && (failure == null || failure == ENOUGH);
    return isAnswered ? PushEnd.of(status) : PushEnd.of(result.getFailure());
  }

  @Override
  public void onContent(Response response, Content.Chunk chunk, Runnable demander) {
    read += chunk.remaining();
    if (read > MAX_BODY) {
      response.abort(ENOUGH);
    } else {
      demander.run();
    }
  }

  @Override
  public void onComplete(Result result) {
    whenEnded.accept(result);
  }
}
