package io.cmqkafka.facade.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * One kept-alive connection to a CMQ endpoint, one request at a time. Connects when first used and
 * again after a failure. For one thread, except {@link #close} and {@link #closeIfOverdue}.
 *
 * <p>Never repeats a request by itself: whether a failed request took effect is for the caller to
 * find out. CMQ's errors are answers, not exceptions; every method throws {@link IOException} when
 * no CMQ answer came, with a phrase that says what came instead.
 */
public final class CmqConnection implements Closeable {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** The longest time a receive may rightly wait. */
  private static final int MAX_POLLING_WAIT_SECONDS = 30;

  private final Endpoint endpoint;
  private final Trust trust;
  private final RequestWriter writer;
  private final CmqRequests requests;
  private final HttpAnswer answer = new HttpAnswer();
  private final long patienceNanos;
  private final boolean watched;
  private volatile Socket socket;

  /** When the request under way is overdue; 0 while there is none. */
  private volatile long dueAt;

  private CmqConnection(
      Endpoint endpoint,
      Trust trust,
      Credentials credentials,
      SignatureMethod method,
      Duration patience,
      boolean watched) {
    this.endpoint = endpoint;
    this.trust = trust;
    this.writer = new RequestWriter(endpoint, credentials, method);
    this.requests = new CmqRequests(writer);
    this.patienceNanos = patience.toNanos();
    this.watched = watched;
  }

  /**
   * @param patience how long an answer may take, a receive's polling wait not counted
   */
  public static CmqConnection to(
      Endpoint endpoint, Credentials credentials, SignatureMethod method, Duration patience) {
    return new CmqConnection(endpoint, Trust.inTheJdks(), credentials, method, patience, false);
  }

  /**
   * As {@link #to}, but somebody must call {@link #closeIfOverdue} regularly: a socket with a
   * timeout of its own costs two more system calls per answer.
   */
  static CmqConnection watched(
      Endpoint endpoint,
      Trust trust,
      Credentials credentials,
      SignatureMethod method,
      Duration patience) {
    return new CmqConnection(endpoint, trust, credentials, method, patience, true);
  }

  public CmqAnswer sendMessage(String queue, String body) throws IOException {
    return sendMessage(queue, RequestWriter.utf8(body), 0);
  }

  /**
   * @param delaySeconds 0 sends no such parameter
   */
  public CmqAnswer sendMessage(String queue, byte[] body, int delaySeconds) throws IOException {
    requests.sendMessage(queue, body, delaySeconds);
    return ask();
  }

  /**
   * @param bodies 1 to 16
   */
  public CmqAnswer batchSendMessage(String queue, List<byte[]> bodies, int delaySeconds)
      throws IOException {
    requests.batchSendMessage(queue, bodies, delaySeconds);
    return ask();
  }

  public CmqAnswer publishMessage(String topic, byte[] body) throws IOException {
    requests.publishMessage(topic, body);
    return ask();
  }

  /**
   * @param bodies 1 to 16
   */
  public CmqAnswer batchPublishMessage(String topic, List<byte[]> bodies) throws IOException {
    requests.batchPublishMessage(topic, bodies);
    return ask();
  }

  public CmqAnswer receiveMessage(String queue, int pollingWaitSeconds) throws IOException {
    requests.receiveMessage(queue, pollingWaitSeconds);
    return ask(pollingWaitSeconds);
  }

  public CmqAnswer batchReceiveMessage(String queue, int numOfMsg, int pollingWaitSeconds)
      throws IOException {
    requests.batchReceiveMessage(queue, numOfMsg, pollingWaitSeconds);
    return ask(pollingWaitSeconds);
  }

  public CmqAnswer deleteMessage(String queue, String receiptHandle) throws IOException {
    requests.deleteMessage(queue, receiptHandle);
    return ask();
  }

  /**
   * @param receiptHandles 1 to 16
   */
  public CmqAnswer batchDeleteMessage(String queue, List<String> receiptHandles)
      throws IOException {
    requests.batchDeleteMessage(queue, receiptHandles);
    return ask();
  }

  /**
   * Any verb. Common parameters (Nonce, SecretId, SignatureMethod, Timestamp) are added unless they
   * are among {@code params}; a Signature among them is sent instead of the right one.
   */
  public CmqAnswer call(String action, Map<String, String> params) throws IOException {
    writer.write(action, params);
    return ask(action.endsWith("ReceiveMessage") ? MAX_POLLING_WAIT_SECONDS : 0);
  }

  /** Ends a request that has waited longer than its answer may take. Any thread. */
  void closeIfOverdue(long nanoTime) {
    long due = dueAt;
    if (due != 0 && nanoTime - due > 0) {
      close();
    }
  }

  /** Any thread; a request under way fails. The next request connects again. */
  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  private CmqAnswer ask() throws IOException {
    return ask(0);
  }

  private CmqAnswer ask(int pollingWaitSeconds) throws IOException {
    boolean whole = false;
    long limit = patienceNanos + TimeUnit.SECONDS.toNanos(pollingWaitSeconds);
    // 0 means idle, so the one instant that is 0 is moved.
    dueAt = System.nanoTime() + limit | 1;
    try {
      Socket to = socket;
      if (to == null) {
        to = connect();
        socket = to;
      }
      if (!watched) {
        to.setSoTimeout(millis(limit));
      }
      to.getOutputStream().write(writer.bytes(), writer.offset(), writer.length());
      read(to);
      if (answer.status() != 200) {
        throw new IOException("HTTP status " + answer.status() + " instead of 200");
      }
      CmqAnswer cmq = AnswerScanner.scan(answer.body());
      whole = answer.keepAlive();
      return cmq;
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer in time", e);
    } finally {
      dueAt = 0;
      if (!whole) {
        close();
      }
    }
  }

  private void read(Socket from) throws IOException {
    answer.reset();
    boolean whole = false;
    while (!whole) {
      byte[] room = answer.room();
      int count = from.getInputStream().read(room, answer.length(), room.length - answer.length());
      if (count < 0) {
        if (!answer.ended()) {
          throw new EOFException(
              answer.started()
                  ? "the connection ended within an answer"
                  : "the connection ended without an answer");
        }
        return;
      }
      whole = answer.received(count);
    }
  }

  private Socket connect() throws IOException {
    Socket plain = new Socket();
    int limit = Math.min(CONNECT_TIMEOUT_MILLIS, millis(patienceNanos));
    try {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), limit);
      if (!endpoint.tls()) {
        return plain;
      }
      // Nobody else can end a handshake: the socket is not known outside yet.
      plain.setSoTimeout(limit);
      SSLSocket secured =
          (SSLSocket) trust.sockets().createSocket(plain, endpoint.host(), endpoint.port(), true);
      if (trust.checksNames()) {
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
      }
      secured.startHandshake();
      secured.setSoTimeout(0);
      return secured;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + 1);
  }
}
