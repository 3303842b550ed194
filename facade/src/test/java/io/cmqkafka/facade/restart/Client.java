package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.CmqAnswer;
import io.cmqkafka.facade.bench.CmqConnection;
import io.cmqkafka.facade.bench.Endpoint;
import io.cmqkafka.facade.bench.FailedDelete;
import io.cmqkafka.facade.bench.SignatureMethod;
import io.cmqkafka.facade.restart.History.Delete;
import io.cmqkafka.facade.restart.History.Delivery;
import io.cmqkafka.facade.restart.History.Outcome;
import io.cmqkafka.facade.restart.History.Sent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One client that sends, receives and deletes at random and writes down what it was answered. What
 * it has in hand survives its server. For one thread.
 */
final class Client {
  /** Queue names and their visibilityTimeout: one to see redeliveries, one to outlive a restart. */
  static final Map<String, Integer> QUEUES = Map.of("fast", 1, "slow", 20);

  private static final int HANDLE_INVALID = 4430;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_IN_HAND = 30;

  private final String name;
  private final Random random;
  private final History history;
  private final List<InHand> inHand = new ArrayList<>();
  private CmqConnection connection;
  private int messages;

  private record InHand(String queue, Delivery delivery) {}

  private interface Call {
    CmqAnswer answer() throws IOException;
  }

  Client(String name, long seed, History history) {
    this.name = name;
    this.random = new Random(seed);
    this.history = history;
  }

  void connect(String url) {
    connection =
        CmqConnection.to(
            Endpoint.of(url), TestedServer.CREDENTIALS, SignatureMethod.HmacSHA1, PATIENCE);
  }

  /** Works until the server is gone. */
  void workUntilItBreaks() {
    try {
      while (true) {
        work();
      }
    } catch (IOException e) {
      connection.close();
    }
  }

  /** Deletes what is in hand, then receives and deletes until a while of nothing. */
  void drain(String queue) throws IOException {
    while (!inHand.isEmpty()) {
      delete(List.of(inHand.remove(inHand.size() - 1)));
    }
    while (receive(queue, 16, 2)) {
      deleteAllInHand();
    }
  }

  private void work() throws IOException {
    String queue = random.nextBoolean() ? "fast" : "slow";
    int dice = random.nextInt(100);
    if (dice < 30) {
      send(queue, 1, 0);
    } else if (dice < 38) {
      send(queue, 1, 1 + random.nextInt(8));
    } else if (dice < 46) {
      send(queue, 2 + random.nextInt(6), random.nextInt(4) == 0 ? 2 : 0);
    } else if (dice < 70 && inHand.size() < MOST_IN_HAND) {
      receive(queue, 1, random.nextInt(4) == 0 ? 1 : 0);
    } else if (dice < 80 && inHand.size() < MOST_IN_HAND) {
      receive(queue, 1 + random.nextInt(8), 0);
    } else if (dice < 95) {
      deleteSome(1);
    } else {
      deleteSome(1 + random.nextInt(6));
    }
  }

  private void send(String queue, int count, int delaySeconds) throws IOException {
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bodies.add(name + "-" + messages++);
    }
    long askedAt = System.currentTimeMillis();
    boolean acknowledged = false;
    try {
      CmqAnswer answer =
          expect(
              Set.of(0),
              () ->
                  count == 1
                      ? connection.sendMessage(queue, utf8(bodies.get(0)), delaySeconds)
                      : connection.batchSendMessage(
                          queue, bodies.stream().map(Client::utf8).toList(), delaySeconds));
      acknowledged = answer.ok();
    } finally {
      for (String body : bodies) {
        history.add(new Sent(body, delaySeconds, askedAt, acknowledged));
      }
    }
  }

  /** Whether there was anything. */
  private boolean receive(String queue, int max, int waitSeconds) throws IOException {
    long askedAt = System.currentTimeMillis();
    CmqAnswer answer =
        expect(
            Set.of(0, CmqAnswer.NO_MESSAGE),
            () ->
                max == 1
                    ? connection.receiveMessage(queue, waitSeconds)
                    : connection.batchReceiveMessage(queue, max, waitSeconds));
    long answeredAt = System.currentTimeMillis();
    answer
        .messages()
        .forEach(
            message -> {
              Delivery delivery =
                  new Delivery(
                      message.msgBody(),
                      message.receiptHandle(),
                      message.dequeueCount(),
                      message.nextVisibleTime(),
                      QUEUES.get(queue),
                      askedAt,
                      answeredAt);
              history.add(delivery);
              inHand.add(new InHand(queue, delivery));
            });
    return answer.ok();
  }

  /**
   * Some handles of one queue; now and then they are kept, to be tried again when they are used.
   */
  private void deleteSome(int count) throws IOException {
    if (inHand.isEmpty()) {
      return;
    }
    String queue = inHand.get(random.nextInt(inHand.size())).queue();
    List<InHand> some = new ArrayList<>();
    for (InHand one : List.copyOf(inHand)) {
      if (some.size() < count && one.queue().equals(queue) && random.nextInt(3) > 0) {
        some.add(one);
      }
    }
    if (!some.isEmpty()) {
      if (random.nextInt(10) > 0) {
        inHand.removeAll(some);
      }
      delete(some);
    }
  }

  private void deleteAllInHand() throws IOException {
    List<InHand> all = List.copyOf(inHand);
    inHand.clear();
    delete(all);
  }

  private void delete(List<InHand> some) throws IOException {
    String queue = some.get(0).queue();
    long askedAt = System.currentTimeMillis();
    CmqAnswer answer = null;
    try {
      answer =
          expect(
              Set.of(0, HANDLE_INVALID, 6010, 6020),
              () ->
                  some.size() == 1
                      ? connection.deleteMessage(queue, some.get(0).delivery().handle())
                      : connection.batchDeleteMessage(
                          queue, some.stream().map(one -> one.delivery().handle()).toList()));
    } finally {
      long answeredAt = System.currentTimeMillis();
      for (InHand one : some) {
        history.add(
            new Delete(one.delivery(), askedAt, answeredAt, outcome(answer, one.delivery())));
      }
    }
  }

  private static Outcome outcome(CmqAnswer answer, Delivery delivery) {
    if (answer == null) {
      return Outcome.UNKNOWN;
    }
    Set<String> refused =
        answer.failedDeletes().stream()
            .filter(failed -> failed.code() == HANDLE_INVALID)
            .map(FailedDelete::receiptHandle)
            .collect(Collectors.toSet());
    if (answer.code() == HANDLE_INVALID || refused.contains(delivery.handle())) {
      return Outcome.REFUSED;
    }
    return answer.ok() || answer.code() == 6010 ? Outcome.DELETED : Outcome.UNKNOWN;
  }

  private CmqAnswer expect(Set<Integer> codes, Call call) throws IOException {
    CmqAnswer answer = call.answer();
    if (!codes.contains(answer.code())) {
      history.surprise(answer.code() + " " + answer.message());
    }
    return answer;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
