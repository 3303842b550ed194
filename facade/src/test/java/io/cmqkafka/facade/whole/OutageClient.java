package io.cmqkafka.facade.whole;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A client that does one thing over and over, whatever it is answered, until it is stopped. */
final class OutageClient implements Runnable {
  /** Far longer than any answer may take with the settings of the test. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** No client tries again at once for ever. */
  private static final long AFTER_REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  static final String QUEUE = "outage";
  static final String TOPIC = "outage";

  enum Kind {
    SEND,
    RECEIVE,
    PUBLISH
  }

  /** What all clients together have seen. */
  static final class Seen {
    final Set<String> sent = ConcurrentHashMap.newKeySet();
    final Set<String> published = ConcurrentHashMap.newKeySet();
    final Set<String> received = ConcurrentHashMap.newKeySet();
    final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final Map<Kind, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Map<Kind, AtomicInteger> refused = new ConcurrentHashMap<>();

    int done(Kind kind) {
      return done.computeIfAbsent(kind, k -> new AtomicInteger()).get();
    }

    int refused(Kind kind) {
      return refused.computeIfAbsent(kind, k -> new AtomicInteger()).get();
    }

    long slowestMs() {
      return TimeUnit.NANOSECONDS.toMillis(slowestNanos.getAndSet(0));
    }

    @Override
    public String toString() {
      return "done " + done + ", refused " + refused;
    }

    private void add(Kind kind, CmqAnswer answer, long nanos) {
      slowestNanos.accumulateAndGet(nanos, Math::max);
      switch (answer.code()) {
        case 0, CmqAnswer.NO_MESSAGE ->
            done.computeIfAbsent(kind, k -> new AtomicInteger()).incrementAndGet();
        case 6000, 4420 ->
            refused.computeIfAbsent(kind, k -> new AtomicInteger()).incrementAndGet();
        default -> surprises.add(kind + ": " + answer.code() + " " + answer.message());
      }
    }
  }

  private interface Call {
    CmqAnswer answer() throws IOException;
  }

  private final Kind kind;
  private final String name;
  private final Seen seen;
  private final CmqConnection connection;
  private int turn;
  private volatile boolean stopped;

  OutageClient(Kind kind, String name, TestedServer server, Seen seen) {
    this.kind = kind;
    this.name = name;
    this.seen = seen;
    this.connection =
        CmqConnection.to(
            Endpoint.of(server.url()),
            TestedServer.CREDENTIALS,
            SignatureMethod.HmacSHA1,
            PATIENCE);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        work();
      } catch (IOException e) {
        seen.surprises.add(kind + ": " + e);
      }
    }
    connection.close();
  }

  private void work() throws IOException {
    String body = name + "-" + turn++;
    switch (kind) {
      case SEND -> {
        if (ask(() -> connection.send(QUEUE, List.of(body), 0)).ok()) {
          seen.sent.add(body);
        }
      }
      case PUBLISH -> {
        if (ask(() -> connection.publish(TOPIC, List.of(body))).ok()) {
          seen.published.add(body);
        }
      }
      case RECEIVE -> {
        for (ReceivedMessage message : ask(() -> connection.receive(QUEUE, 1, 1)).messages()) {
          seen.received.add(message.msgBody());
          CmqAnswer deleted = connection.delete(QUEUE, List.of(message.receiptHandle()));
          // 4430: it became visible again before Kafka took the command.
          if (!Set.of(0, 4420, 4430, 6000).contains(deleted.code())) {
            seen.surprises.add("DELETE: " + deleted.code() + " " + deleted.message());
          }
        }
      }
    }
  }

  private CmqAnswer ask(Call call) throws IOException {
    long start = System.nanoTime();
    CmqAnswer answer = call.answer();
    seen.add(kind, answer, System.nanoTime() - start);
    if (answer.code() == 6000 || answer.code() == 4420) {
      LockSupport.parkNanos(AFTER_REFUSAL_NANOS);
    }
    return answer;
  }
}
