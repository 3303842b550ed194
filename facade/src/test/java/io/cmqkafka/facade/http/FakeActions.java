package io.cmqkafka.facade.http;

import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Actions that do what their names say. */
final class FakeActions {
  /** More than a connection's buffers take. */
  private static final String LARGE = "x".repeat(8 << 20);

  final Queue<Parked> parked = new ConcurrentLinkedQueue<>();
  final AtomicInteger disconnects = new AtomicInteger();
  private volatile boolean caughtUp;

  Map<String, Action<?>> byName() {
    Map<String, Action<?>> actions = new LinkedHashMap<>();
    actions.put("Hello", action(client -> done(hello())));
    actions.put("Park", action(this::park));
    actions.put("ParkUnwatched", action(client -> parkUnwatched()));
    actions.put("Later", action(client -> CompletableFuture.supplyAsync(FakeActions::hello)));
    actions.put(
        "Lacking",
        action(
            client -> {
              throw new CmqException(CmqError.LACK_OF_PARAMETER, "queueName");
            }));
    actions.put(
        "Refused",
        action(client -> CompletableFuture.failedFuture(new RefusedException(Refusal.OVERLOADED))));
    actions.put(
        "Broken",
        action(
            client -> {
              throw new IllegalStateException("secret\r\ninjected line");
            }));
    actions.put(
        "BrokenLater",
        action(
            client ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("broken");
                    })));
    actions.put(
        "BrokenAnswer",
        action(
            client ->
                done(
                    json -> {
                      json.writeStringField("half", "written");
                      throw new IllegalStateException("broken");
                    })));
    actions.put(
        "KnownLater",
        action(
            client -> {
              if (!caughtUp) {
                throw new CmqException(CmqError.QUEUE_NOT_EXISTED);
              }
              return done(hello());
            }));
    actions.put("PartlyFailed", action(client -> done(partlyFailed())));
    actions.put("Large", action(client -> done(large())));
    return actions;
  }

  /** The catalog is known a moment later, on a thread that is not the server's. */
  CompletableFuture<Void> catchUp() {
    return CompletableFuture.runAsync(() -> caughtUp = true);
  }

  record Parked(CompletableFuture<Answer> answer) {
    void complete() {
      answer.complete(hello());
    }
  }

  private CompletableFuture<Answer> park(Client client) {
    client.onDisconnect(disconnects::incrementAndGet);
    return parkUnwatched();
  }

  private CompletableFuture<Answer> parkUnwatched() {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    parked.add(new Parked(answer));
    return answer;
  }

  private static Answer hello() {
    return json -> json.writeStringField("hello", "world \"中\"");
  }

  private static Answer large() {
    return json -> json.writeStringField("large", LARGE);
  }

  private static Answer partlyFailed() {
    return new Answer() {
      @Override
      public void writeFields(JsonWriter json) throws java.io.IOException {
        json.writeArrayFieldStart("errorList");
        json.writeEndArray();
      }

      @Override
      public int code() {
        return 6010;
      }

      @Override
      public String message() {
        return "(6010)partly";
      }
    };
  }

  private static CompletableFuture<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private interface Run {
    CompletableFuture<Answer> run(Client client);
  }

  private static Action<Params> action(Run run) {
    return new Action<>() {
      @Override
      public Params parse(Params params) {
        return params;
      }

      @Override
      public CompletableFuture<Answer> run(Params params, Client client) {
        return run.run(client);
      }
    };
  }
}
