package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client that sends, receives and deletes over one connection until it is told to stop, or nobody
 * listens any more, and keeps what went wrong. It tries nothing again.
 */
final class BusyClient implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Busy, and yet it leaves the machine to those that it keeps busy. */
  private static final int PACE_MS = 30;

  /** What all clients together have done. */
  static final class Record {
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    final Set<String> received = ConcurrentHashMap.newKeySet();
    final Queue<String> failures = new ConcurrentLinkedQueue<>();
    final AtomicInteger answers = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();

    long slowestMs() {
      return TimeUnit.NANOSECONDS.toMillis(slowestNanos.getAndSet(0));
    }
  }

  private interface Call {
    CmqAnswer answer() throws IOException;
  }

  private final String name;
  private final List<String> queues;
  private final Record record;
  private final CmqConnection connection;
  private int turn;
  private volatile boolean stopped;

  BusyClient(String name, String url, List<String> queues, Record record) {
    this.name = name;
    this.queues = queues;
    this.record = record;
    this.connection =
        CmqConnection.to(
            Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA1, PATIENCE);
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try (connection) {
      while (!stopped) {
        work();
        TimeUnit.MILLISECONDS.sleep(PACE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ConnectException e) {
      // Nobody listens any more: a balancer would send the request elsewhere.
    } catch (IOException e) {
      record.failures.add(name + ": " + e);
    }
  }

  private void work() throws IOException {
    String queue = queues.get(turn % queues.size());
    String body = name + "-" + turn++;
    if (ask("send", Set.of(0), () -> connection.send(queue, List.of(body), 0)).ok()) {
      record.acknowledged.add(body);
    }
    CmqAnswer received =
        ask(
            "receive",
            Set.of(0, CmqAnswer.NO_MESSAGE),
            () -> connection.receive(queue, 1, turn % 10 == 0 ? 1 : 0));
    for (ReceivedMessage message : received.messages()) {
      record.received.add(message.msgBody());
      ask("delete", Set.of(0), () -> connection.delete(queue, List.of(message.receiptHandle())));
    }
  }

  private CmqAnswer ask(String what, Set<Integer> expected, Call call) throws IOException {
    long start = System.nanoTime();
    CmqAnswer answer = call.answer();
    record.slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
    record.answers.incrementAndGet();
    if (!expected.contains(answer.code())) {
      record.failures.add(name + ": " + what + " " + answer.code() + " " + answer.message());
    }
    return answer;
  }
}
