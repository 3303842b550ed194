package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.api.CmqError;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
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

  /** Between two looks for room in the share of the client's address. */
  private static final int WAIT_MILLIS = 20;

  /** Of one request: four seconds, after which it is answered with THROTTLED. */
  private static final int MAX_WAITS = 200;

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
      byte[] form = query == null ? NOTHING : query.getBytes(UTF_8);
      if (exchange.reserve(FormParser.decodedBytes(form.length)) == Room.HELD) {
        handle(request, form, exchange);
      } else {
        exchange.answer(CmqError.THROTTLED);
      }
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

    /** Null when nothing is kept any more. */
    private byte[] buffer = NOTHING;

    private int length;

    /** Why nothing is kept of it any more; null as long as all is. */
    private CmqError refusal;

    private int discarded;

    /** Came, and was not taken yet; null when all was. */
    private Content.Chunk chunk;

    private int waits;
    private int reserved;

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
        release();
        endpoint.notRead(exchange, e);
      }
    }

    private void release() {
      if (chunk != null) {
        chunk.release();
        chunk = null;
      }
    }

    private void readOn() {
      while (true) {
        chunk = chunk == null ? request.read() : chunk;
        if (chunk == null) {
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          exchange.failed();
          return;
        }
        boolean last = chunk.isLast();
        if (hasToWait(chunk.remaining(), last)) {
          return;
        }
        boolean goOn = take(chunk.getByteBuffer());
        release();
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

    /**
     * Makes room for bytes that came, and with the last ones for what will be decoded of all. A
     * stranger's gets room for all that it announces at once: several of one address that each held
     * a part and waited for the rest would wait for each other. True when this will be run again,
     * because there may be room then.
     */
    private boolean hasToWait(int count, boolean last) {
      if (refusal != null || count > MAX_BODY_BYTES - length) {
        return false;
      }
      int size = sizeFor(length + count);
      int wanted = exchange.isStrangers() ? Math.max(size, announcedOr(size)) : size;
      if (last || wanted > size) {
        wanted += FormParser.decodedBytes(last ? length + count : wanted);
      }
      Room room = exchange.reserve(Math.max(0, wanted - reserved));
      if (room == Room.LATER && waits < MAX_WAITS) {
        waits++;
        request
            .getConnectionMetaData()
            .getConnector()
            .getScheduler()
            .schedule(() -> exchange.execute(this), WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      }
      if (room == Room.HELD) {
        reserved = Math.max(reserved, wanted);
        buffer = size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
      } else {
        refusal = CmqError.THROTTLED;
      }
      return false;
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
      if (refusal == null && count > MAX_BODY_BYTES - length) {
        refusal = CmqError.CANNOT_PARSE;
      }
      if (refusal != null) {
        return letGo() && discard(count);
      }
      bytes.get(buffer, length, count);
      length += count;
      return true;
    }

    private boolean letGo() {
      if (buffer == null) {
        return true;
      }
      buffer = null;
      return exchange.letGo();
    }

    private boolean discard(int count) {
      discarded += count;
      return discarded <= MAX_DISCARDED_BYTES;
    }

    /**
     * Grows with what has arrived: a Content-Length is only believed for the first few kilobytes,
     * so that announcing much costs a client as much as sending it. It never grows beyond it.
     */
    private int sizeFor(int needed) {
      if (needed <= buffer.length) {
        return buffer.length;
      }
      int most = Math.max(needed, announcedOr(MAX_BODY_BYTES));
      return most <= FIRST_BUFFER_BYTES
          ? most
          : Math.max(needed, Math.min(most, 2 * buffer.length));
    }

    private int announcedOr(int unknown) {
      long announced = request.getLength();
      return announced < 0 ? unknown : (int) Math.min(announced, MAX_BODY_BYTES);
    }
  }
}
