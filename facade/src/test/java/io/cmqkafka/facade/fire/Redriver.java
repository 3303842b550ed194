package io.cmqkafka.facade.fire;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;

/**
 * Sends messages to two queues, moves them to and fro, all or some, and looks at them meanwhile. No
 * message is ever deleted by a client, so in the end each must be there, and once.
 */
final class Redriver implements AutoCloseable {
  private static final List<String> QUEUES = List.of("moved-a", "moved-b");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration WAIT = Duration.ofSeconds(180);
  private static final int PAUSE_MS = 300;
  private static final int MOST_MESSAGES = 1_500;

  private final List<Facade> facades;
  private final Random random;
  private final Set<String> acknowledged = new HashSet<>();

  /** It is not known whether these were written. */
  private final Set<String> perhaps = new HashSet<>();

  private final List<String> wrong = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "redriver");
  private volatile boolean ending;
  private volatile Throwable failure;
  private int sent;
  private int moves;

  Redriver(List<Facade> facades, Random random) {
    this.facades = facades;
    this.random = random;
  }

  void start() {
    for (String queue : QUEUES) {
      waiting().until(() -> isOk("CreateQueue", queue) || isOk("GetQueueAttributes", queue));
    }
    // Before the rules that know of it are in force everywhere, nothing can be moved.
    for (String queue : QUEUES) {
      waiting().until(() -> isOk("BrowseMessages", queue));
    }
    thread.start();
  }

  private static ConditionFactory waiting() {
    return await().atMost(WAIT).pollInterval(Duration.ofMillis(PAUSE_MS));
  }

  private boolean isOk(String action, String queue) {
    return call(action, "queueName", queue, "partitions", "2").map(CmqAnswer::ok).orElse(false);
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    thread.join();
  }

  /** What is wrong, when all is quiet; one sentence each. */
  List<String> judge() throws InterruptedException {
    close();
    if (failure != null) {
      throw new IllegalStateException("the redriver failed", failure);
    }
    waiting().until(this::isQuiet);
    Set<String> there = new HashSet<>();
    for (String queue : QUEUES) {
      for (String body : undeleted(queue)) {
        if (!there.add(body)) {
          wrong.add(body + " is there twice");
        }
        if (!acknowledged.contains(body) && !perhaps.contains(body)) {
          wrong.add(body + " was never sent");
        }
      }
    }
    acknowledged.stream()
        .filter(body -> !there.contains(body))
        .forEach(body -> wrong.add(body + " is lost"));
    System.out.printf(
        "fire: %d messages were sent to be moved, %d of them perhaps; %d are there; %d moves of"
            + " chosen ones were told%n",
        sent, perhaps.size(), there.size(), moves);
    return wrong;
  }

  private void run() {
    try {
      while (!ending) {
        once();
        Thread.sleep(random.nextInt(PAUSE_MS));
      }
    } catch (InterruptedException | RuntimeException e) {
      failure = e;
    }
  }

  private void once() {
    String from = QUEUES.get(random.nextInt(2));
    String to = QUEUES.get(1 - QUEUES.indexOf(from));
    int verb = random.nextInt(20);
    if (verb < 10 && sent < MOST_MESSAGES) {
      send(from);
    } else if (verb < 12) {
      call(
          "StartRedrive",
          "queueName",
          from,
          "toQueueName",
          to,
          "messagesPerSecond",
          Integer.toString(10 + random.nextInt(200)));
    } else if (verb < 13) {
      call("StopRedrive", "queueName", from);
    } else {
      moveSome(from, to);
    }
  }

  private void send(String queue) {
    String body = "message " + sent++;
    boolean isThere =
        call("SendMessage", "queueName", queue, "msgBody", body).map(CmqAnswer::ok).orElse(false);
    (isThere ? acknowledged : perhaps).add(body);
  }

  private void moveSome(String from, String to) {
    Optional<JsonNode> page =
        browse(from, "state.1", "visible", "limit", Integer.toString(1 + random.nextInt(20)));
    if (page.isPresent() && !page.get().get("messages").isEmpty()) {
      List<String> params = new ArrayList<>(List.of("queueName", from, "toQueueName", to));
      for (JsonNode message : page.get().get("messages")) {
        params.addAll(
            List.of("msgId." + (params.size() - 4) / 2, message.get("msgId").textValue()));
      }
      call("RedriveMessages", params.toArray(String[]::new))
          .filter(CmqAnswer::ok)
          .ifPresent(
              answer ->
                  answer.tree().get("messages").forEach(one -> moves += isMoved(one) ? 1 : 0));
    }
  }

  private boolean isQuiet() {
    for (String queue : QUEUES) {
      boolean running =
          call("GetRedrive", "queueName", queue)
              .filter(CmqAnswer::ok)
              .map(answer -> state(answer.tree()).equals("running"))
              .orElse(true);
      if (running
          || browse(queue, "state.1", "dead")
              .map(page -> !page.get("messages").isEmpty())
              .orElse(true)) {
        return false;
      }
    }
    return true;
  }

  private List<String> undeleted(String queue) {
    List<String> bodies = new ArrayList<>();
    JsonNode page = page(queue);
    while (true) {
      page.get("messages").forEach(one -> bodies.add(one.get("msgBody").textValue()));
      if (!page.has("nextPosition")) {
        return bodies;
      }
      page = page(queue, "position", page.get("nextPosition").textValue());
    }
  }

  private JsonNode page(String queue, String... position) {
    List<String> params =
        new ArrayList<>(List.of("state.1", "visible", "state.2", "dead", "limit", "100"));
    params.addAll(List.of(position));
    return waiting()
        .until(() -> browse(queue, params.toArray(String[]::new)), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<JsonNode> browse(String queue, String... params) {
    List<String> all = new ArrayList<>(List.of("queueName", queue));
    all.addAll(List.of(params));
    return call("BrowseMessages", all.toArray(String[]::new))
        .filter(CmqAnswer::ok)
        .map(CmqAnswer::tree);
  }

  private static boolean isMoved(JsonNode outcome) {
    return outcome.get("result").textValue().equals("moved");
  }

  private static String state(JsonNode redrive) {
    return redrive.get("state").textValue();
  }

  /** Empty when no answer came. */
  private Optional<CmqAnswer> call(String action, String... namesAndValues) {
    Map<String, String> params = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      params.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    String url = facades.get(random.nextInt(facades.size())).url();
    try (CmqConnection connection =
        CmqConnection.to(
            Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA256, PATIENCE)) {
      return Optional.of(connection.call(action, params));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
