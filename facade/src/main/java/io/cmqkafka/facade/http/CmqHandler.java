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
 * the two is not looked at. Of a body above {@link #MAX_BODY_BYTES}, or one that there is no room
 * for, the rest is discarded before it is answered with CANNOT_PARSE or THROTTLED: a client that is
 * still sending when its connection is closed may never see the answer.
 */
final class CmqHandler extends Handler.Abstract {

  /** The 1 MB that may be decoded from it, percent-encoded up to three times as long, and more. */
  static final int MAX_BODY_BYTES = 4 << 20;

  static final int MAX_DISCARDED_BYTES = 16 << 20;

  /** Each takes a hundred bytes besides its text, as long as its request is there. */
  static final int MAX_HEADERS = 200;

  private static final int FIRST_BUFFER_BYTES = 16 << 10;
  private static final byte[] NOTHING = {};

  private final ActionEndpoint endpoint;

  CmqHandler(ActionEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A pipelined one may have come with the one before, whose bytes it was counted among.
    ClientEndPoint.of(request).turn().requestBegun();
    boolean hasBody = request.getMethod().equals("POST");
    Exchange exchange = endpoint.enter(new JettyLine(request, response, callback), hasBody);
    if (exchange != null) {
      try {
        read(request, exchange);
      } catch (Throwable e) {
        endpoint.notRead(exchange, e);
      }
    }
    return true;
  }

  private void read(Request request, Exchange exchange) {
    if (request.getHeaders().size() > MAX_HEADERS) {
      exchange.answerAndClose(CmqError.CANNOT_PARSE, CmqError.CANNOT_PARSE.message("http request"));
    } else if (request.getMethod().equals("POST")) {
      new Body(request, exchange).read();
    } else {
      String query = request.getHttpURI().getQuery();
      handle(request, query == null ? NOTHING : query.getBytes(UTF_8), exchange);
    }
  }

  private void handle(Request request, byte[] form, Exchange exchange) {
    ClientEndPoint.of(request).turn().requestRead();
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

    /** Why nothing is kept of it any more; null as long as all is. */
    private CmqError refusal;

    private int discarded;

    Body(Request request, Exchange exchange) {
      this.request = request;
      this.exchange = exchange;
    }

    void read() {
      long announced = request.getLength();
      boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT);
      if (announced > MAX_BODY_BYTES + MAX_DISCARDED_BYTES
          || announced > MAX_BODY_BYTES && asksFirst) {
        refuseAndClose(CmqError.CANNOT_PARSE);
      } else {
        run();
      }
    }

    @Override
    public void run() {
      try {
        readOn();
      } catch (Throwable e) {
        buffer = NOTHING;
        endpoint.notRead(exchange, e);
      }
    }

    private void readOn() {
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
        boolean goOn;
        try {
          goOn = take(chunk.getByteBuffer());
        } finally {
          chunk.release();
        }
        if (!goOn) {
          refuseAndClose(refusal);
          return;
        }
        if (last) {
          end();
          return;
        }
      }
    }

    private void end() {
      if (refusal != null) {
        exchange.answer(refusal, refusal.message("request body"));
      } else {
        byte[] form = length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
        buffer = NOTHING;
        handle(request, form, exchange);
      }
    }

    private void refuseAndClose(CmqError error) {
      exchange.answerAndClose(error, error.message("request body"));
    }

    /** Whether reading may go on. */
    private boolean take(ByteBuffer bytes) {
      int count = bytes.remaining();
      if (refusal != null) {
        return discard(count);
      }
      if (count > MAX_BODY_BYTES - length) {
        return refuse(CmqError.CANNOT_PARSE) && discard(count);
      }
      if (count > buffer.length - length && !grow(length + count)) {
        return refuse(CmqError.THROTTLED) && discard(count);
      }
      bytes.get(buffer, length, count);
      length += count;
      return true;
    }

    private boolean refuse(CmqError error) {
      refusal = error;
      buffer = NOTHING;
      return exchange.letGo();
    }

    private boolean discard(int count) {
      discarded += count;
      return discarded <= MAX_DISCARDED_BYTES;
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
      if (!exchange.reserve(size - buffer.length)) {
        return false;
      }
      buffer = Arrays.copyOf(buffer, size);
      return true;
    }
  }
}
