package io.cmqkafka.facade.bench;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/**
 * Creates queues, topics and subscriptions before a run and deletes them after it, over a
 * connection of its own. For one thread, except {@link #closeIfOverdue}.
 */
final class ControlPlane implements Closeable {
  /** No such queue, and no such topic. */
  static final int NO_SUCH_NAME = 4440;

  private static final long CREATION_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long ASK_AGAIN_MS = 100;
  private static final int EXISTS = 4460;
  private static final int SUBSCRIPTION_EXISTS = 4490;
  private static final String SUBSCRIPTION_EXISTS_MODULE = "(10470)";
  private static final int AUTHENTICATION_FAILED = 4100;
  private static final int NO_SUCH_SECRET_ID = 4104;

  /**
   * How to delete something.
   *
   * @param what in the words after "The"
   */
  private record Undo(String what, String action, Map<String, String> params) {}

  private final Workload workload;
  private final CmqConnection connection;
  private final Deque<Undo> undo = new ArrayDeque<>();

  ControlPlane(Workload workload) {
    this.workload = workload;
    this.connection = workload.connection();
  }

  /** Creates a queue; false if it was there already, then it is not deleted either. */
  boolean createQueue(String name, Map<String, String> attributes) throws InterruptedException {
    Map<String, String> id = Map.of("queueName", name);
    return create("queue " + name, "CreateQueue", id, attributes, "DeleteQueue");
  }

  /** As {@link #createQueue}. */
  boolean createTopic(String name, Map<String, String> attributes) throws InterruptedException {
    Map<String, String> id = Map.of("topicName", name);
    return create("topic " + name, "CreateTopic", id, attributes, "DeleteTopic");
  }

  /** As {@link #createQueue}. */
  boolean subscribe(String topic, String name, Map<String, String> attributes)
      throws InterruptedException {
    Map<String, String> id = Map.of("topicName", topic, "subscriptionName", name);
    Map<String, String> all = new HashMap<>(attributes);
    all.put("notifyContentFormat", "SIMPLIFIED");
    String what = "subscription " + name + " of the topic " + topic;
    return create(what, "Subscribe", id, all, "Unsubscribe");
  }

  /** The queue's attributes, as soon as it can be used. */
  CmqAnswer queueAttributes(String name) throws InterruptedException {
    CmqAnswer answer = ask("GetQueueAttributes", Map.of("queueName", name));
    if (!answer.ok()) {
      throw refused("look at the queue " + name, answer);
    }
    return answer;
  }

  /**
   * Deletes what was created, the newest first, unless all is to be kept. Best effort; the sentence
   * says what went wrong, null if nothing.
   */
  String undo() {
    String failure = null;
    while (!undo.isEmpty() && !workload.keep) {
      Undo one = undo.pop();
      // Idle for the whole run, it may have been closed at the other end.
      connection.close();
      String why;
      try {
        CmqAnswer answer = connection.call(one.action, one.params);
        why = answer.ok() ? null : answer.message();
      } catch (IOException e) {
        why = BenchException.phrase(e);
      }
      if (why != null) {
        failure = "The " + one.what + " was not deleted: " + why;
      }
    }
    return failure;
  }

  /** Ends a request that waits too long. Any thread. */
  void closeIfOverdue(long nanoTime) {
    connection.closeIfOverdue(nanoTime);
  }

  @Override
  public void close() {
    connection.close();
  }

  private boolean create(
      String what,
      String action,
      Map<String, String> id,
      Map<String, String> attributes,
      String undoAction)
      throws InterruptedException {
    Map<String, String> params = new HashMap<>(attributes);
    params.putAll(id);
    CmqAnswer answer = ask(action, params);
    if (answer.ok()) {
      undo.push(new Undo(what, undoAction, id));
      return true;
    }
    if (answer.code() == EXISTS
        || answer.message().startsWith("(4460)")
        || answer.code() == SUBSCRIPTION_EXISTS
        || answer.message().contains(SUBSCRIPTION_EXISTS_MODULE)) {
      return false;
    }
    throw refused("create the " + what, answer);
  }

  /**
   * Asks again while the name is not known, for half a minute at most: CMQ takes about a second
   * until a new queue or topic is known everywhere.
   *
   * @throws BenchException if there is no answer
   */
  private CmqAnswer ask(String action, Map<String, String> params) throws InterruptedException {
    long from = System.nanoTime();
    try {
      CmqAnswer answer = connection.call(action, params);
      while (answer.code() == NO_SUCH_NAME && System.nanoTime() - from <= CREATION_NANOS) {
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MS);
        answer = connection.call(action, params);
      }
      return answer;
    } catch (IOException e) {
      throw new BenchException(
          "The endpoint "
              + workload.target.endpoint
              + " cannot be used: "
              + BenchException.phrase(e)
              + "."
              + (e instanceof SSLHandshakeException
                  ? " A certificate that this JDK does not trust can be named: --ca FILE."
                  : ""));
    }
  }

  /**
   * @param what was refused, in the words after "Cannot"
   */
  private BenchException refused(String what, CmqAnswer answer) {
    String said = "code " + answer.code() + ", \"" + answer.message() + "\"";
    if (answer.code() == AUTHENTICATION_FAILED || answer.code() == NO_SUCH_SECRET_ID) {
      return new BenchException(
          "The endpoint "
              + workload.target.endpoint
              + " refuses the credentials of secret id "
              + workload.target.credentials().secretId()
              + " ("
              + said
              + "): check the secret id and its key.");
    }
    return new BenchException("Cannot " + what + ": the endpoint answers " + said + ".");
  }
}
