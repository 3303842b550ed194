package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * One connection under load: sends requests, measures them, and keeps the account. For one thread.
 *
 * <p>Failures are counted, never thrown. After a failure the connection pauses, longer with each
 * one in a row, at most 100 ms; after {@value #MAX_BROKEN} broken attempts in a row it gives up.
 */
final class LoadConnection {
  static final int MAX_BROKEN = 20;
  private static final int MAX_PAUSE_MILLIS = 100;
  private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long UNKNOWN_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A request. */
  interface Verb {
    CmqAnswer ask(CmqConnection connection) throws IOException;
  }

  /**
   * A message of this run.
   *
   * @param sequence its number in the account
   */
  record Received(int sequence, String body, String handle) {}

  private final int index;
  private final BenchRun run;
  private final CmqConnection connection;
  private int failuresInRow;
  private int brokenInRow;
  private boolean wasAnswered;
  private long askedAt;
  private long answeredAt;

  LoadConnection(int index, BenchRun run, CmqConnection connection) {
    this.index = index;
    this.run = run;
    this.connection = connection;
  }

  int index() {
    return index;
  }

  CmqConnection connection() {
    return connection;
  }

  /** Whether there is time left and the endpoint is there. */
  boolean isRunning() {
    return !gaveUp() && !run.window().over(System.nanoTime());
  }

  boolean gaveUp() {
    return brokenInRow >= MAX_BROKEN;
  }

  /** Whether any request was answered, so that there is an {@link #answeredAt}. */
  boolean wasAnswered() {
    return wasAnswered;
  }

  /** When the last request was started. */
  long askedAt() {
    return askedAt;
  }

  long answeredAt() {
    return answeredAt;
  }

  /** So many messages went all the way with the last answer. */
  void done(int count) {
    run.tally().done(count, answeredAt, run.window());
  }

  /** Sends {@code count} new messages in one request; the number acknowledged, all or none. */
  int send(String queue, int count) {
    return send(queue, run.ledger().allot(count), count, 0) ? count : 0;
  }

  /** Sends messages with the given numbers; whether they were acknowledged. */
  boolean send(String queue, int first, int count, int delaySeconds) {
    List<String> bodies = IntStream.range(first, first + count).mapToObj(run.bodies()::of).toList();
    if (ask(Step.SEND, to -> to.send(queue, bodies, delaySeconds)) == null) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      run.ledger().sent(first + i);
    }
    return true;
  }

  /** Receives up to {@code count} messages of this run in one request. */
  List<Received> receive(String queue, int count, int pollingWait) {
    return receive(queue, count, pollingWait, run.bodies()::sequenceOf);
  }

  /**
   * As {@link #receive(String, int, int)}.
   *
   * @param numberOf the number in the account of the message with a body
   */
  List<Received> receive(String queue, int count, int pollingWait, ToIntFunction<String> numberOf) {
    CmqAnswer answer = ask(Step.RECEIVE, from -> from.receive(queue, count, pollingWait));
    if (answer == null) {
      return List.of();
    }
    List<Received> received = new ArrayList<>(answer.messages().size());
    for (ReceivedMessage message : answer.messages()) {
      int sequence = numberOf.applyAsInt(message.msgBody());
      if (run.ledger().knows(sequence)) {
        run.ledger().received(sequence, askedAt, answeredAt);
        received.add(new Received(sequence, message.msgBody(), message.receiptHandle()));
      } else {
        run.tally().foreignMessage();
      }
    }
    return received;
  }

  /** Deletes what was received, in one request; the number deleted. */
  int delete(String queue, List<Received> received) {
    List<String> handles = received.stream().map(Received::handle).toList();
    if (handles.isEmpty() || ask(Step.DELETE, from -> from.delete(queue, handles)) == null) {
      return 0;
    }
    received.forEach(message -> run.ledger().deleted(message.sequence()));
    return received.size();
  }

  /**
   * Receives and deletes until every message of the run has been received, or nothing was received
   * by any connection for the quiet time.
   */
  void drainRest() {
    long from = System.nanoTime();
    int wait = run.queues().count() == 1 ? Math.min(1, run.workload().pollingWait) : 0;
    for (int i = index; run.ledger().unreceived() > 0 && !gaveUp() && !run.quietSince(from); i++) {
      String queue = run.queues().get(i);
      delete(queue, receive(queue, 16, wait));
    }
  }

  /**
   * As {@link #ask}, but asks again for up to 10 s while the name is not known: a server's other
   * processes may learn of a queue or topic a little later.
   */
  CmqAnswer askPatiently(Step step, Verb verb) {
    long from = System.nanoTime();
    return ask(
        step,
        to -> {
          CmqAnswer answer = verb.ask(to);
          while (answer.code() == ControlPlane.NO_SUCH_NAME
              && System.nanoTime() - from < UNKNOWN_NANOS) {
            LockSupport.parkNanos(UNKNOWN_AGAIN_NANOS);
            answer = verb.ask(to);
          }
          return answer;
        });
  }

  /**
   * Any verb; null after a failure, which is counted, and when there is no message. The account is
   * the caller's.
   */
  CmqAnswer ask(Step step, Verb verb) {
    askedAt = System.nanoTime();
    CmqAnswer answer;
    try {
      answer = verb.ask(connection);
    } catch (IOException e) {
      brokenInRow++;
      failed("connection: " + BenchException.phrase(e));
      return null;
    }
    answeredAt = System.nanoTime();
    wasAnswered = true;
    brokenInRow = 0;
    if (answer.ok()) {
      failuresInRow = 0;
      run.tally().time(step, askedAt, answeredAt, run.window());
      return answer;
    }
    if (answer.code() == CmqAnswer.NO_MESSAGE) {
      run.tally().emptyReceive();
      return null;
    }
    failed(answer.code() + " " + answer.message());
    return null;
  }

  private void failed(String kind) {
    run.tally().error(kind);
    failuresInRow++;
    try {
      Thread.sleep(Math.min(failuresInRow, MAX_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      brokenInRow = MAX_BROKEN;
    }
  }
}
