package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.JsonText;
import io.cmqkafka.facade.console.ConsoleAnswer;
import io.cmqkafka.facade.http.connection.ClientEndPoint;
import io.cmqkafka.facade.http.connection.DisconnectWatch;
import io.cmqkafka.facade.http.connection.Peer;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A channel over one of Jetty's requests. It writes to Jetty's own response, below the servlet that
 * Javalin is: a servlet's output holds a thread while a client is slow.
 */
final class JettyResponseChannel implements ResponseChannel {
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json;charset=utf-8");

  private static final int PIECE_BYTES = 32 << 10;

  private final Response response;
  private final ClientEndPoint endPoint;
  private final Executor executor;
  private final ByteBufferPool buffers;
  private volatile DisconnectWatch watch;

  JettyResponseChannel(Request request, Response response) {
    this.response = response;
    this.endPoint = ClientEndPoint.of(request);
    // Taken now: a client may be found gone when its request has just been answered, and Jetty
    // refuses to be asked by a request that is over.
    this.executor = request.getConnectionMetaData().getConnector().getExecutor();
    this.buffers = request.getConnectionMetaData().getConnector().getByteBufferPool();
  }

  @Override
  public Peer peer() {
    return endPoint.peer();
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
    DisconnectWatch current = watch;
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
    Callback end = begin(close, ended);
    ByteBuffer whole = json.whole();
    if (whole != null) {
      response.write(true, whole, end);
    } else {
      ByteBufferPool.Sized pieces = new ByteBufferPool.Sized(buffers, false, PIECE_BYTES);
      Content.copy(Content.Source.from(pieces, json.stream()), response, end);
    }
  }

  @Override
  public void answer(ConsoleAnswer page, boolean close, Consumer<Boolean> ended) {
    response.setStatus(page.status());
    page.headers().forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.wrap(page.body()), begin(close, ended));
  }

  private Callback begin(boolean close, Consumer<Boolean> ended) {
    if (close) {
      response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    }
    endPoint.deadline().answering();
    return Callback.from(() -> sent(ended), failure -> ended.accept(false));
  }

  private void sent(Consumer<Boolean> ended) {
    try {
      endPoint.deadline().answered();
    } finally {
      ended.accept(true);
    }
  }

  @Override
  public void abort() {
    endPoint.socket().close(new EofException("the request was given up"));
  }

  @Override
  public void makeRoom() {
    endPoint.socket().makeRoom();
  }
}
