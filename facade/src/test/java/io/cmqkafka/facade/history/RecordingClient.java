package io.cmqkafka.facade.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqAnswer.FailedDelete;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls any server and writes down each call with what came of it. Repeats nothing by itself. For
 * one thread.
 */
public final class RecordingClient implements AutoCloseable {
  /**
   * Servers close connections that were idle for 90 s, perhaps at the moment of the next call:
   * clients give them up before that.
   */
  private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

  /** More than a server may take that cannot reach Kafka. */
  private static final Duration PATIENCE =
      Duration.ofMillis(2 * CallsAreAnswered.REQUEST_TIMEOUT_MS + 5_000);

  /** A server that may be one process after another. */
  public interface Target {
    String url();

    /** Changes with each process that is started. */
    int life();
  }

  private final String name;
  private final List<? extends Target> targets;
  private final Clock clock;
  private final Journal journal;
  private final CmqConnection[] connections;
  private final int[] lives;
  private final long[] usedAt;

  public RecordingClient(
      String name, List<? extends Target> targets, Clock clock, Journal journal) {
    this.name = name;
    this.targets = targets;
    this.clock = clock;
    this.journal = journal;
    this.connections = new CmqConnection[targets.size()];
    this.lives = new int[targets.size()];
    this.usedAt = new long[targets.size()];
  }

  public String name() {
    return name;
  }

  public Call call(int server, Request request) {
    return call(server, request, Map.of());
  }

  /**
   * @param more parameters, beside those that the request speaks of
   */
  public Call call(int server, Request request, Map<String, String> more) {
    CmqConnection connection = connectionTo(server);
    long askedAt = clock.before();
    Answer answer = null;
    String failure = null;
    try {
      answer = recorded(ask(connection, request, more));
    } catch (IOException e) {
      failure = e.getMessage();
    }
    usedAt[server] = System.nanoTime();
    Call call = new Call(name, server, request, answer, failure, askedAt, clock.after());
    journal.write(call);
    return call;
  }

  /** Messages of a queue that are not deleted; -1 when the server does not say. Not recorded. */
  public long count(int server, String queue) {
    try {
      JsonNode counts =
          connectionTo(server)
              .call("GetQueueAttributes", Map.of("queueName", QueueLife.nameOf(queue)))
              .tree();
      long sum = 0;
      for (String name : List.of("activeMsgNum", "inactiveMsgNum", "delayMsgNum")) {
        sum += counts.path(name).asLong(-1);
      }
      return sum;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    for (CmqConnection connection : connections) {
      if (connection != null) {
        connection.close();
      }
    }
  }

  /**
   * A connection to a process that is gone tells nothing about its successor, and one that was not
   * used for long may be closed.
   */
  private CmqConnection connectionTo(int server) {
    Target target = targets.get(server);
    int life = target.life();
    if (connections[server] == null) {
      connections[server] =
          CmqConnection.to(
              Endpoint.of(target.url()),
              TestedServer.CREDENTIALS,
              SignatureMethod.HmacSHA1,
              PATIENCE);
    } else if (lives[server] != life || System.nanoTime() - usedAt[server] > IDLE_NANOS) {
      connections[server].close();
    }
    lives[server] = life;
    return connections[server];
  }

  private static CmqAnswer ask(CmqConnection connection, Request request, Map<String, String> more)
      throws IOException {
    String queue = QueueLife.nameOf(request.queue());
    if (request.isReceive()) {
      return connection.receive(queue, request.max(), request.waitSeconds());
    }
    Map<String, String> params = new HashMap<>(more);
    params.put(request.isTopics() ? "topicName" : "queueName", queue);
    add(params, "msgBody", request.bodies());
    add(params, "receiptHandle", request.handles());
    for (int i = 0; i < request.tags().size(); i++) {
      params.put("msgTag." + i, request.tags().get(i));
    }
    if (request.delaySeconds() > 0) {
      params.put("delaySeconds", Integer.toString(request.delaySeconds()));
    }
    if (request.rewindTo() > 0) {
      params.put("startConsumeTime", Long.toString(request.rewindTo()));
    }
    return connection.call(request.action(), params);
  }

  private static void add(Map<String, String> params, String name, List<String> values) {
    if (values.size() == 1) {
      params.put(name, values.get(0));
    } else {
      for (int i = 0; i < values.size(); i++) {
        params.put(name + "." + i, values.get(i));
      }
    }
  }

  private static Answer recorded(CmqAnswer answer) {
    List<Answer.ReceivedMessage> messages = new ArrayList<>();
    answer
        .messages()
        .forEach(
            message ->
                messages.add(
                    new Answer.ReceivedMessage(
                        message.msgId(),
                        message.msgBody(),
                        message.receiptHandle(),
                        message.dequeueCount(),
                        message.nextVisibleTime())));
    return new Answer(
        answer.code(),
        answer.message(),
        answer.msgIds(),
        messages,
        answer.failedDeletes().stream().map(FailedDelete::receiptHandle).toList());
  }
}
