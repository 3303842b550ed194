package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;

/**
 * One connection at work: asks, times, and writes the account. For one thread.
 *
 * <p>Failures are counted, never thrown. After a failure the lane pauses, longer with each one in a
 * row, at most 100 ms; after {@value #MAX_BROKEN} broken connections in a row it gives up.
 */
final class Lane {
  static final int MAX_BROKEN = 20;
  private static final int MAX_PAUSE_MILLIS = 100;
  private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long UNKNOWN_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A verb on the lane's connection. */
  private interface Verb {
    CmqAnswer ask() throws IOException;
  }

  /**
   * Messages of one receive.
   *
   * @param sequences their numbers in the account, in step with bodies and handles
   */
  record Received(List<Integer> sequences, List<String> bodies, List<String> handles) {
    static final Received NONE = new Received(List.of(), List.of(), List.of());

    int size() {
      return handles.size();
    }
  }

  private final int index;
  private final BenchRun run;
  private final CmqConnection connection;
  private final Tally tally = new Tally();
  private int failuresInRow;
  private int brokenInRow;
  private boolean wasAnswered;
  private long askedAt;
  private long answeredAt;

  Lane(int index, BenchRun run, CmqConnection connection) {
    this.index = index;
    this.run = run;
    this.connection = connection;
  }

  int index() {
    return index;
  }

  Tally tally() {
    return tally;
  }

  CmqConnection connection() {
    return connection;
  }

  /** Whether there is time left and the endpoint is there. */
  boolean goesOn() {
    return !gaveUp() && !run.window().over(System.nanoTime());
  }

  boolean gaveUp() {
    return brokenInRow >= MAX_BROKEN;
  }

  /** Whether any request was answered, so that there is an {@link #answeredAt}. */
  boolean wasAnswered() {
    return wasAnswered;
  }

  /** When the last request was started, and when it was answered. */
  long askedAt() {
    return askedAt;
  }

  long answeredAt() {
    return answeredAt;
  }

  /** Sends {@code count} new messages in one request; the number acknowledged, all or none. */
  int send(String queue, int count) {
    return send(queue, run.ledger().allot(count), count, 0) ? count : 0;
  }

  /** Sends messages with the given numbers; whether they were acknowledged. */
  boolean send(String queue, int first, int count, int delaySeconds) {
    CmqAnswer answer;
    if (count == 1) {
      byte[] body = run.bodies().of(first);
      answer = ask(Step.SEND, () -> connection.sendMessage(queue, body, delaySeconds));
    } else {
      List<byte[]> bodies = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        bodies.add(run.bodies().of(first + i));
      }
      answer = ask(Step.SEND, () -> connection.batchSendMessage(queue, bodies, delaySeconds));
    }
    if (answer == null) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      run.ledger().sent(first + i);
    }
    return true;
  }

  /** Publishes in one request; whether it was acknowledged. The account is the caller's. */
  boolean publish(String topic, List<byte[]> bodies) {
    CmqAnswer answer =
        ask(
            Step.PUBLISH,
            () ->
                bodies.size() == 1
                    ? connection.publishMessage(topic, bodies.get(0))
                    : connection.batchPublishMessage(topic, bodies));
    return answer != null;
  }

  /** Any verb; null after a failure, which is counted, and when there is no message. */
  CmqAnswer call(Step step, String action, Map<String, String> params) {
    return ask(step, () -> connection.call(action, params));
  }

  /**
   * As {@link #call}, but asks again for up to 10 s while the name is not known: a server's other
   * processes may learn of a queue or topic a little later.
   */
  CmqAnswer callPatiently(Step step, String action, Map<String, String> params) {
    long from = System.nanoTime();
    return ask(
        step,
        () -> {
          CmqAnswer answer = connection.call(action, params);
          while (answer.code() == ControlPlane.NO_SUCH_NAME
              && System.nanoTime() - from < UNKNOWN_NANOS) {
            LockSupport.parkNanos(UNKNOWN_AGAIN_NANOS);
            answer = connection.call(action, params);
          }
          return answer;
        });
  }

  /** Receives up to {@code count} messages of this run in one request. */
  Received receive(String queue, int count, int pollingWait) {
    return receive(queue, count, pollingWait, run.bodies()::sequenceOf);
  }

  /**
   * As {@link #receive(String, int, int)}.
   *
   * @param numberOf the number in the account of the message with a body
   */
  Received receive(String queue, int count, int pollingWait, ToIntFunction<String> numberOf) {
    CmqAnswer answer =
        ask(
            Step.RECEIVE,
            () ->
                count == 1
                    ? connection.receiveMessage(queue, pollingWait)
                    : connection.batchReceiveMessage(queue, count, pollingWait));
    if (answer == null || answer.messages().isEmpty()) {
      return Received.NONE;
    }
    List<Integer> sequences = new ArrayList<>(answer.messages().size());
    List<String> bodies = new ArrayList<>(answer.messages().size());
    List<String> handles = new ArrayList<>(answer.messages().size());
    for (ReceivedMessage message : answer.messages()) {
      int sequence = numberOf.applyAsInt(message.msgBody());
      if (!run.ledger().knows(sequence)) {
        tally.foreignMessage();
        continue;
      }
      run.ledger().received(sequence, askedAt, answeredAt);
      sequences.add(sequence);
      bodies.add(message.msgBody());
      handles.add(message.receiptHandle());
    }
    return new Received(sequences, bodies, handles);
  }

  /** Deletes what was received, in one request; the number deleted. */
  int delete(String queue, Received received) {
    if (received.size() == 0) {
      return 0;
    }
    CmqAnswer answer =
        ask(
            Step.DELETE,
            () ->
                received.size() == 1
                    ? connection.deleteMessage(queue, received.handles().get(0))
                    : connection.batchDeleteMessage(queue, received.handles()));
    if (answer == null) {
      return 0;
    }
    for (int sequence : received.sequences()) {
      run.ledger().deleted(sequence);
    }
    return received.size();
  }

  /**
   * Receives and deletes until every message of the run has been received, or nothing was received
   * by any lane for the quiet time.
   */
  void drainRest() {
    long from = System.nanoTime();
    int turn = index;
    while (run.ledger().unreceived() > 0 && !gaveUp() && !run.quietSince(from)) {
      String queue = run.queues().get(turn++);
      delete(
          queue,
          receive(
              queue,
              16,
              run.queues().count() == 1 ? Math.min(1, run.settings().pollingWait()) : 0));
    }
  }

  private CmqAnswer ask(Step step, Verb verb) {
    askedAt = System.nanoTime();
    CmqAnswer answer;
    try {
      answer = verb.ask();
    } catch (IOException e) {
      brokenInRow++;
      failed("connection: " + phrase(e));
      return null;
    }
    answeredAt = System.nanoTime();
    wasAnswered = true;
    brokenInRow = 0;
    if (answer.ok()) {
      failuresInRow = 0;
      tally.time(step, askedAt, answeredAt, run.window());
      return answer;
    }
    if (answer.code() == CmqAnswer.NO_MESSAGE) {
      tally.emptyReceive();
      return null;
    }
    failed(answer.code() + " " + answer.message());
    return null;
  }

  private void failed(String kind) {
    tally.error(kind);
    failuresInRow++;
    try {
      Thread.sleep(Math.min(failuresInRow, MAX_PAUSE_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      brokenInRow = MAX_BROKEN;
    }
  }

  /** What went wrong, as a part of a sentence. */
  static String phrase(IOException e) {
    if (e instanceof UnknownHostException) {
      return "unknown host " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
