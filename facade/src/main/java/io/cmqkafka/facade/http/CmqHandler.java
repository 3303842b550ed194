package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.api.CmqError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads requests without holding a thread and hands them to the endpoint.
 *
 * <p>A POST's parameters are its body whatever its Content-Type, a GET's its query; the other of
 * the two is not looked at. A body above {@link #MAX_BODY_BYTES} is read no further than that and
 * answered with CANNOT_PARSE.
 */
final class CmqHandler extends Handler.Abstract {

  /** The 1 MB that may be decoded from it, percent-encoded up to three times as long, and more. */
  static final int MAX_BODY_BYTES = 4 << 20;

  private static final int FIRST_BUFFER_BYTES = 16 << 10;
  private static final byte[] NOTHING = {};

  private final ActionEndpoint endpoint;

  CmqHandler(ActionEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = endpoint.enter(new JettyLine(request, response, callback));
    if (exchange != null) {
      if (request.getMethod().equals("POST")) {
        new Body(request, exchange).run();
      } else {
        String query = request.getHttpURI().getQuery();
        handle(request, query == null ? NOTHING : query.getBytes(UTF_8), exchange);
      }
    }
    return true;
  }

  private void handle(Request request, byte[] form, Exchange exchange) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    String path = request.getHttpURI().getPath();
    endpoint.handle(
        new HttpRequest(
            request.getMethod(), host == null ? "" : host, path == null ? "" : path, form),
        exchange);
  }

  /** A body being read, each time on the thread that Jetty calls with more of it. */
  private final class Body implements Runnable {
    private final Request request;
    private final Exchange exchange;
    private byte[] buffer = NOTHING;
    private int length;

    Body(Request request, Exchange exchange) {
      this.request = request;
      this.exchange = exchange;
    }

    @Override
    public void run() {
      if (length == 0 && request.getLength() > MAX_BODY_BYTES) {
        exchange.answerAndClose(
            CmqError.CANNOT_PARSE, CmqError.CANNOT_PARSE.message("request body"));
        return;
      }
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          exchange.failed();
          return;
        }
        boolean last = chunk.isLast();
        boolean taken = take(chunk.getByteBuffer());
        chunk.release();
        if (!taken) {
          return;
        }
        if (last) {
          handle(
              request, length == buffer.length ? buffer : Arrays.copyOf(buffer, length), exchange);
          return;
        }
      }
    }

    /** False when the request has been answered because of its size. */
    private boolean take(ByteBuffer bytes) {
      int count = bytes.remaining();
      if (count > MAX_BODY_BYTES - length) {
        exchange.answerAndClose(
            CmqError.CANNOT_PARSE, CmqError.CANNOT_PARSE.message("request body"));
        return false;
      }
      if (count > buffer.length - length && !grow(length + count)) {
        exchange.answerAndClose(CmqError.THROTTLED, CmqError.THROTTLED.message());
        return false;
      }
      bytes.get(buffer, length, count);
      length += count;
      return true;
    }

    /**
     * Grows with what has arrived: a Content-Length is only believed for the first few kilobytes,
     * so that announcing much costs a client as much as sending it.
     */
    private boolean grow(int needed) {
      long announced = request.getLength();
      int size =
          announced >= needed && announced <= FIRST_BUFFER_BYTES
              ? (int) announced
              : Math.max(needed, Math.min(MAX_BODY_BYTES, 2 * buffer.length));
      if (announced > 0) {
        size = (int) Math.min(size, Math.max(announced, needed));
      }
      if (!exchange.reserve(size - buffer.length)) {
        return false;
      }
      buffer = Arrays.copyOf(buffer, size);
      return true;
    }
  }
}
