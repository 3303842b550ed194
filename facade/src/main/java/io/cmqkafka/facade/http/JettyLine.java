package io.cmqkafka.facade.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A line over one of Jetty's requests. */
final class JettyLine implements Line {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json;charset=utf-8");

  private final Response response;
  private final Callback callback;
  private final ClientEndPoint endPoint;
  private final Executor executor;
  private volatile Watch watch;

  JettyLine(Request request, Response response, Callback callback) {
    this.response = response;
    this.callback = callback;
    this.endPoint = ClientEndPoint.of(request);
    // Taken now: a client may be found gone when its request has just been answered, and Jetty
    // refuses to be asked by a request that is over.
    this.executor = request.getConnectionMetaData().getConnector().getExecutor();
  }

  @Override
  public Peer peer() {
    return endPoint.peer();
  }

  @Override
  public void cutOff() {
    endPoint.cutOff(new EofException("others need the room"));
  }

  @Override
  public Executor executor() {
    return executor;
  }

  @Override
  public void watch(Runnable gone) {
    watch = endPoint.watch(gone);
  }

  @Override
  public void unwatch(Runnable next) {
    Watch current = watch;
    if (current == null) {
      next.run();
    } else {
      current.cancel(next);
    }
  }

  @Override
  public void answer(ByteBuffer json, boolean close, Runnable sent) {
    response.setStatus(HttpStatus.OK_200);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(JSON);
    headers.put(HttpHeader.CONTENT_LENGTH, json.remaining());
    if (close) {
      headers.put(HttpFields.CONNECTION_CLOSE);
    }
    endPoint.turn().answering();
    response.write(true, json, new Completion(sent));
  }

  @Override
  public void abort() {
    callback.failed(new Request.Handler.AbortException("the client went away"));
  }

  private final class Completion implements Callback {
    private final Runnable sent;

    Completion(Runnable sent) {
      this.sent = sent;
    }

    @Override
    public void succeeded() {
      endPoint.turn().answered();
      sent.run();
      callback.succeeded();
    }

    @Override
    public void failed(Throwable failure) {
      sent.run();
      callback.failed(failure);
    }
  }
}
