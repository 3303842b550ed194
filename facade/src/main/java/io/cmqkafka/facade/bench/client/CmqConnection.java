package io.cmqkafka.facade.bench.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * One kept-alive connection to a CMQ endpoint, one request at a time. Connects when first used and
 * again after a failure. For one thread, except {@link #close} and {@link #closeIfOverdue}.
 *
 * <p>Never repeats a request by itself: whether a failed request took effect is for the caller to
 * find out. CMQ's errors are answers, not exceptions; every method throws {@link IOException} when
 * no CMQ answer came, with a phrase that says what came instead.
 *
 * <p>It is a socket of its own rather than a library's HTTP client because it shares the machine
 * with the server it measures: an answer costs one write and one read on the thread that asks.
 */
public final class CmqConnection implements Closeable {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** The longest time a receive may rightly wait. */
  private static final int MAX_POLLING_WAIT_SECONDS = 30;

  private final Endpoint endpoint;
  private final Trust trust;
  private final RequestWriter writer;
  private final HttpAnswer answer = new HttpAnswer();
  private final byte[] room = new byte[16 << 10];
  private final long patienceNanos;
  private final boolean watched;
  private volatile Socket socket;

  /** When the request under way is overdue; 0 while there is none. */
  private volatile long dueAt;

  private CmqConnection(
      Endpoint endpoint,
      Trust trust,
      ClientCredentials credentials,
      SignatureMethod method,
      Duration patience,
      boolean watched) {
    this.endpoint = endpoint;
    this.trust = trust;
    this.writer = new RequestWriter(endpoint, credentials, method);
    this.patienceNanos = patience.toNanos();
    this.watched = watched;
  }

  /**
   * @param patience how long an answer may take, a receive's polling wait not counted
   */
  public static CmqConnection to(
      Endpoint endpoint, ClientCredentials credentials, SignatureMethod method, Duration patience) {
    return new CmqConnection(endpoint, Trust.inTheJdks(), credentials, method, patience, false);
  }

  /**
   * As {@link #to}, but another thread must call {@link #closeIfOverdue} regularly: a socket with a
   * timeout of its own costs two more system calls per answer.
   */
  public static CmqConnection watched(
      Endpoint endpoint,
      Trust trust,
      ClientCredentials credentials,
      SignatureMethod method,
      Duration patience) {
    return new CmqConnection(endpoint, trust, credentials, method, patience, true);
  }

  /**
   * SendMessage for one body, BatchSendMessage for more.
   *
   * @param delaySeconds 0 sends no such parameter
   */
  public CmqAnswer send(String queue, List<String> bodies, int delaySeconds) throws IOException {
    Map<String, String> params = params("queueName", queue);
    if (delaySeconds > 0) {
      params.put("delaySeconds", Integer.toString(delaySeconds));
    }
    return ask("SendMessage", params, "msgBody", bodies);
  }

  /** PublishMessage for one body, BatchPublishMessage for more. */
  public CmqAnswer publish(String topic, List<String> bodies) throws IOException {
    return ask("PublishMessage", params("topicName", topic), "msgBody", bodies);
  }

  /** ReceiveMessage for at most one message, BatchReceiveMessage for more. */
  public CmqAnswer receive(String queue, int atMost, int pollingWaitSeconds) throws IOException {
    Map<String, String> params = params("queueName", queue);
    params.put("pollingWaitSeconds", Integer.toString(pollingWaitSeconds));
    if (atMost == 1) {
      return ask("ReceiveMessage", params, pollingWaitSeconds);
    }
    params.put("numOfMsg", Integer.toString(atMost));
    return ask("BatchReceiveMessage", params, pollingWaitSeconds);
  }

  /** DeleteMessage for one receipt handle, BatchDeleteMessage for more. */
  public CmqAnswer delete(String queue, List<String> receiptHandles) throws IOException {
    return ask("DeleteMessage", params("queueName", queue), "receiptHandle", receiptHandles);
  }

  /**
   * Any verb. Common parameters (Nonce, SecretId, SignatureMethod, Timestamp) are added unless they
   * are among {@code params}; a Signature among them is sent instead of the right one.
   */
  public CmqAnswer call(String action, Map<String, String> params) throws IOException {
    return ask(action, params, action.endsWith("ReceiveMessage") ? MAX_POLLING_WAIT_SECONDS : 0);
  }

  /** Ends a request that has waited longer than its answer may take. Any thread. */
  public void closeIfOverdue(long nanoTime) {
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
        // The connection is of no use either way.
      }
    }
  }

  private static Map<String, String> params(String name, String value) {
    Map<String, String> params = new TreeMap<>();
    params.put(name, value);
    return params;
  }

  private CmqAnswer ask(String verb, Map<String, String> params, String name, List<String> values)
      throws IOException {
    if (values.size() == 1) {
      params.put(name, values.get(0));
      return ask(verb, params, 0);
    }
    for (int i = 0; i < values.size(); i++) {
      params.put(name + "." + i, values.get(i));
    }
    return ask("Batch" + verb, params, 0);
  }

  private CmqAnswer ask(String action, Map<String, String> params, int pollingWaitSeconds)
      throws IOException {
    byte[] request = writer.write(action, params);
    boolean usable = false;
    long limit = patienceNanos + TimeUnit.SECONDS.toNanos(pollingWaitSeconds);
    // 0 means that no request is under way, so this is never 0.
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
      to.getOutputStream().write(request);
      read(to);
      CmqAnswer cmq = answer.toCmqAnswer();
      usable = answer.keepAlive();
      return cmq;
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer in time", e);
    } finally {
      dueAt = 0;
      if (!usable) {
        close();
      }
    }
  }

  private void read(Socket from) throws IOException {
    answer.reset();
    int count;
    do {
      count = from.getInputStream().read(room);
      if (count < 0) {
        answer.ended();
        return;
      }
    } while (!answer.received(ByteBuffer.wrap(room, 0, count)));
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
      // No other thread can end a handshake that hangs, because none has the socket yet.
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
