package io.cmqkafka.facade.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.FormParser;
import io.cmqkafka.facade.classic.SignedRequest;
import io.cmqkafka.facade.http.connection.Admission;
import io.cmqkafka.facade.http.connection.ClientEndPoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before Javalin. Reads a request without holding a thread, and passes it on when it is
 * complete, as a {@link PendingRequest}.
 *
 * <p>The parameters of a POST are its body, with any Content-Type; those of a GET are its query.
 * The query of a POST and the body of a GET are ignored. A body above {@link #MAX_BODY_BYTES} is
 * answered with CANNOT_PARSE, and one without room with THROTTLED. Before that the rest of the body
 * is discarded: a client that is still sending when its connection is closed may never see the
 * answer.
 *
 * <p>Jetty's own handler for this (EagerContentHandler) keeps each body as Jetty's chunks, knows no
 * budget for all of them, and parses only forms that say so.
 */
final class RequestReader extends Handler.Wrapper {

  /**
   * Room for a message of 1 MB, which is up to three times as long when it is percent-encoded, and
   * for other parameters.
   */
  static final int MAX_BODY_BYTES = 4 << 20;

  static final int MAX_DISCARDED_BYTES = 16 << 20;

  /** Each header takes a hundred bytes besides its text, as long as its request lasts. */
  static final int MAX_HEADERS = 200;

  private static final int FIRST_BUFFER_BYTES = 16 << 10;

  /** The pause between two questions whether a body may begin. */
  private static final int WAIT_MILLIS = 50;

  /** How long a body waits to begin before it is answered with THROTTLED. */
  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(4);

  private static final byte[] NOTHING = {};

  private final PendingRequests requests;

  RequestReader(PendingRequests requests) {
    this.requests = requests;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A pipelined request may have come together with the one before, and its bytes were counted
    // for that.
    ClientEndPoint.of(request).deadline().requestBegun();
    boolean hasBody = request.getMethod().equals("POST");
    ResponseChannel channel = new JettyResponseChannel(request, response);
    PendingRequest pending = requests.enter(channel);
    if (pending == null) {
      requests.refuse(channel, CmqError.THROTTLED, hasBody, end -> end(callback, end));
    } else {
      new Reading(request, response, callback, pending).begin();
    }
    return true;
  }

  static void end(Callback callback, boolean succeeded) {
    if (succeeded) {
      callback.succeeded();
    } else {
      // After an answer that could not be written no error is answered.
      callback.failed(new Request.Handler.AbortException("the client went away"));
    }
  }

  /** A request being read. Runs on the thread on which Jetty announces more bytes. */
  private final class Reading implements Runnable, Consumer<Boolean> {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final PendingRequest pending;

    /** The bytes kept so far; null when none are kept any more. */
    private byte[] buffer = NOTHING;

    private int length;

    /** Why the body is discarded; null as long as it is kept. */
    private CmqError refusal;

    private int discarded;

    /** Bytes that came and were not taken yet; null for none. */
    private Content.Chunk chunk;

    private boolean mayBegin;

    /** Since when the body has waited to begin, {@link System#nanoTime}; null if it has not. */
    private Long waitingSince;

    Reading(Request request, Response response, Callback callback, PendingRequest pending) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.pending = pending;
    }

    /** The request is over. */
    @Override
    public void accept(Boolean succeeded) {
      try {
        pending.over();
      } finally {
        end(callback, succeeded);
      }
    }

    void begin() {
      try {
        if (request.getHeaders().size() > MAX_HEADERS) {
          refuse(CmqError.CANNOT_PARSE, "http request", true);
        } else if (request.getMethod().equals("POST")) {
          beginBody();
        } else {
          readQuery();
        }
      } catch (Throwable e) {
        notRead(e);
      }
    }

    private void readQuery() {
      String query = request.getHttpURI().getQuery();
      byte[] form = query == null ? NOTHING : query.getBytes(UTF_8);
      if (pending.reserve(FormParser.decodedBytes(form.length))) {
        pass(form);
      } else {
        refuse(CmqError.THROTTLED, "request", false);
      }
    }

    private void beginBody() {
      long announced = request.getLength();
      boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT);
      if (announced > MAX_BODY_BYTES + MAX_DISCARDED_BYTES
          || announced > MAX_BODY_BYTES && asksFirst) {
        refuse(CmqError.CANNOT_PARSE, "request body", true);
      } else {
        refusal = announced > MAX_BODY_BYTES ? CmqError.CANNOT_PARSE : null;
        readOn();
      }
    }

    @Override
    public void run() {
      try {
        readOn();
      } catch (Throwable e) {
        notRead(e);
      }
    }

    private void notRead(Throwable failure) {
      buffer = null;
      release();
      pending.notRead(failure, this);
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
          pending.disconnected();
          accept(false);
          return;
        }
        if (hasToWait()) {
          return;
        }
        boolean last = chunk.isLast();
        pending.brought(chunk.remaining());
        boolean goOn = take(chunk.getByteBuffer(), last);
        release();
        if (!goOn) {
          refuse(refusal, "request body", true);
          return;
        }
        if (last) {
          endBody();
          return;
        }
      }
    }

    /**
     * Asks whether a large body may begin. True when it must wait; then this is run again later.
     */
    private boolean hasToWait() {
      int came = length + chunk.remaining();
      int whole = announcedOr(came <= FIRST_BUFFER_BYTES ? came : MAX_BODY_BYTES);
      if (mayBegin || refusal != null || whole <= FIRST_BUFFER_BYTES) {
        return false;
      }
      Admission admission = pending.admit(whole + FormParser.decodedBytes(whole));
      if (admission == Admission.LATER && !isWaitOver()) {
        request
            .getConnectionMetaData()
            .getConnector()
            .getScheduler()
            .schedule(() -> pending.execute(this), WAIT_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      }
      if (waitingSince != null) {
        ClientEndPoint.of(request).deadline().requestGoesOn();
      }
      mayBegin = admission == Admission.NOW;
      refusal = mayBegin ? null : CmqError.THROTTLED;
      return false;
    }

    private boolean isWaitOver() {
      long now = System.nanoTime();
      if (waitingSince == null) {
        waitingSince = now;
        ClientEndPoint.of(request).deadline().requestHeldUp();
      }
      return now - waitingSince > MAX_WAIT_NANOS;
    }

    private void endBody() {
      if (refusal != null) {
        refuse(refusal, "request body", false);
      } else {
        byte[] form = length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
        buffer = null;
        pass(form);
      }
    }

    private void refuse(CmqError error, String subject, boolean close) {
      pending.refuse(error, error.message(subject), close, this);
    }

    /**
     * Takes bytes. With the last of them it makes room for the decoded form. False when reading
     * must end.
     */
    private boolean take(ByteBuffer bytes, boolean last) {
      int count = bytes.remaining();
      if (refusal == null && count > MAX_BODY_BYTES - length) {
        refusal = CmqError.CANNOT_PARSE;
      }
      if (refusal == null && !makeRoom(length + count, last)) {
        refusal = CmqError.THROTTLED;
      }
      if (refusal != null) {
        return letGo() && discard(count);
      }
      bytes.get(buffer, length, count);
      length += count;
      return true;
    }

    private boolean makeRoom(int needed, boolean last) {
      int size = sizeFor(needed);
      int more = size - buffer.length + (last ? FormParser.decodedBytes(needed) : 0);
      if (more > 0 && !pending.reserve(more)) {
        return false;
      }
      buffer = size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
      return true;
    }

    private boolean letGo() {
      if (buffer == null) {
        return true;
      }
      buffer = null;
      return pending.letGo();
    }

    private boolean discard(int count) {
      discarded += count;
      return discarded <= MAX_DISCARDED_BYTES;
    }

    /**
     * The size of the buffer for so many bytes. It grows with the bytes that arrived, and a
     * Content-Length is believed only for the first few kilobytes: so announcing much costs a
     * client as much as sending it. It does not grow beyond the Content-Length.
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

    private void pass(byte[] form) {
      ClientEndPoint.of(request).deadline().requestRead();
      String host = request.getHeaders().get(HttpHeader.HOST);
      String path = request.getHttpURI().getPath();
      boolean there =
          pending.read(
              new SignedRequest(
                  request.getMethod(), host == null ? "" : host, path == null ? "" : path, form));
      if (!there) {
        refuse(CmqError.THROTTLED, "", false);
        return;
      }
      request.setAttribute(PendingRequest.ATTRIBUTE, pending);
      Callback end = Callback.from(() -> accept(true), failure -> accept(false));
      try {
        if (!getHandler().handle(new Routed(request), response, end)) {
          throw new IllegalStateException("Javalin takes every request");
        }
      } catch (Throwable e) {
        // Its answer may have begun already; then the connection is closed.
        pending.answer(e).thenAccept(this);
      }
    }
  }

  /** The request as Javalin gets it. Javalin looks at the path only to find the route. */
  private static final class Routed extends Request.Wrapper {
    private static final HttpURI ROOT = HttpURI.from("/");
    private static final HttpURI NOWHERE = HttpURI.from("/-");

    /** A header by which Javalin would take another method than the request's. */
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private final HttpURI uri;
    private final HttpFields headers;

    Routed(Request request) {
      super(request);
      HttpFields all = request.getHeaders();
      headers = all.contains(METHOD_OVERRIDE) ? HttpFields.build(all).remove(METHOD_OVERRIDE) : all;
      HttpURI sent = request.getHttpURI();
      String path = sent.getPath();
      if (path == null || path.isEmpty()) {
        uri = ROOT;
      } else {
        boolean plain =
            path.charAt(0) == '/' && path.indexOf('%') < 0 && path.equals(sent.getCanonicalPath());
        uri = plain ? sent : NOWHERE;
      }
    }

    /**
     * The path, or a path without a route for one that Jetty's servlets would refuse as ambiguous.
     */
    @Override
    public HttpURI getHttpURI() {
      return uri;
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    /**
     * Ignores the listener: a servlet that hears of a failed connection would begin an answer of
     * its own. A failed connection is noticed by the disconnect watch, or by a write that fails.
     */
    @Override
    public void addFailureListener(Consumer<Throwable> onFailure) {}
  }
}
