package io.cmqkafka.facade.http;

import io.cmqkafka.facade.api.JsonText;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/** A line over one of Jetty's requests. */
final class JettyLine implements Line {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json;charset=utf-8");

  private static final int PIECE_BYTES = 32 << 10;

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
  public void answer(JsonText json, boolean close, Consumer<Boolean> ended) {
    response.setStatus(HttpStatus.OK_200);
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(JSON);
    headers.put(HttpHeader.CONTENT_LENGTH, json.length());
    if (close) {
      headers.put(HttpFields.CONNECTION_CLOSE);
    }
    endPoint.turn().answering();
    Completion completion = new Completion(ended);
    ByteBuffer whole = json.whole();
    if (whole != null) {
      response.write(true, whole, completion);
    } else {
      new Pieces(json, completion).iterate();
    }
  }

  @Override
  public void abort() {
    callback.failed(new Request.Handler.AbortException("the client went away"));
  }

  /** An answer on its way, one piece of it in memory at a time; no thread waits. */
  private final class Pieces extends IteratingNestedCallback {
    private final JsonText json;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);

    Pieces(JsonText json, Callback completion) {
      super(completion);
      this.json = json;
    }

    @Override
    protected Action process() {
      if (json.isTaken()) {
        return Action.SUCCEEDED;
      }
      piece.clear();
      json.putInto(piece);
      response.write(json.isTaken(), piece.flip(), this);
      return Action.SCHEDULED;
    }
  }

  private final class Completion implements Callback {
    private final Consumer<Boolean> ended;

    Completion(Consumer<Boolean> ended) {
      this.ended = ended;
    }

    @Override
    public void succeeded() {
      try {
        endPoint.turn().answered();
      } finally {
        try {
          ended.accept(true);
        } finally {
          callback.succeeded();
        }
      }
    }

    @Override
    public void failed(Throwable failure) {
      try {
        ended.accept(false);
      } finally {
        callback.failed(failure);
      }
    }
  }
}
