package io.cmqkafka.facade.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The run's queues: created before it, deleted after it unless they were there already. */
final class BenchQueues {
  private static final int EXISTS = 4460;
  private static final int NO_SUCH_QUEUE = 4440;
  private static final int AUTHENTICATION_FAILED = 4100;
  private static final long CREATION_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Settings settings;
  private final CmqConnection connection;
  private final List<String> names = new ArrayList<>();
  private final List<String> created = new ArrayList<>();
  private long visibilityMillis;

  BenchQueues(Settings settings, CmqConnection connection) {
    this.settings = settings;
    this.connection = connection;
    String name =
        settings.queue() != null
            ? settings.queue()
            : "bench-" + UUID.randomUUID().toString().substring(0, 8);
    for (int i = 0; i < settings.queues(); i++) {
      names.add(settings.queues() == 1 ? name : name + "-" + i);
    }
  }

  /**
   * Creates the queues and waits until they can be used.
   *
   * @throws BenchException if the endpoint is not there or refuses
   */
  void create() throws InterruptedException {
    for (String name : names) {
      CmqAnswer answer =
          ask(
              "CreateQueue",
              Map.of(
                  "queueName", name,
                  "visibilityTimeout", Integer.toString(settings.visibilityTimeout()),
                  "maxMsgSize", Integer.toString(Math.max(65536, settings.bodySize()))));
      if (answer.ok()) {
        created.add(name);
      } else if (answer.code() != EXISTS && !answer.message().startsWith("(4460)")) {
        throw refused("create the queue " + name, answer);
      }
      long seconds = awaitUsable(name);
      visibilityMillis =
          visibilityMillis == 0 ? seconds * 1000 : Math.min(visibilityMillis, seconds * 1000);
    }
  }

  /** Deletes what was created; best effort, the sentence says what went wrong, null if nothing. */
  String delete() {
    if (settings.keep()) {
      return null;
    }
    String failure = null;
    for (String name : created) {
      try {
        CmqAnswer answer = connection.call("DeleteQueue", Map.of("queueName", name));
        if (!answer.ok()) {
          failure = "The queue " + name + " was not deleted: " + answer.message();
        }
      } catch (IOException e) {
        failure = "The queue " + name + " was not deleted: " + Lane.phrase(e);
      }
    }
    return failure;
  }

  List<String> names() {
    return names;
  }

  int count() {
    return names.size();
  }

  /** The queue of a turn; turns go round. */
  String get(int turn) {
    return names.get(Math.floorMod(turn, names.size()));
  }

  /** The shortest visibility timeout among them. */
  long visibilityMillis() {
    return visibilityMillis;
  }

  private long awaitUsable(String name) throws InterruptedException {
    long from = System.nanoTime();
    while (true) {
      CmqAnswer answer = ask("GetQueueAttributes", Map.of("queueName", name));
      if (answer.ok()) {
        return answer.tree().path("visibilityTimeout").asLong(settings.visibilityTimeout());
      }
      // CMQ takes about a second until a new queue is known everywhere.
      if (answer.code() != NO_SUCH_QUEUE || System.nanoTime() - from > CREATION_NANOS) {
        throw refused("look at the queue " + name, answer);
      }
      Thread.sleep(100);
    }
  }

  private CmqAnswer ask(String action, Map<String, String> params) {
    try {
      return connection.call(action, params);
    } catch (IOException e) {
      throw new BenchException(
          "The endpoint " + settings.endpoint() + " cannot be used: " + Lane.phrase(e) + ".");
    }
  }

  private BenchException refused(String what, CmqAnswer answer) {
    String said = "code " + answer.code() + ", \"" + answer.message() + "\"";
    if (answer.code() == AUTHENTICATION_FAILED || answer.code() == 4104) {
      return new BenchException(
          "The endpoint "
              + settings.endpoint()
              + " refuses the credentials of secret id "
              + settings.credentials().secretId()
              + " ("
              + said
              + "): check the secret id and its key.");
    }
    return new BenchException("Cannot " + what + ": the endpoint answers " + said + ".");
  }
}
