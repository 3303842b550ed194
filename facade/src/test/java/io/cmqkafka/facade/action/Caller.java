package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.Cluster;
import io.cmqkafka.Queues;
import io.cmqkafka.Topics;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Param;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.queue.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls actions as the server does, from parameters to JSON, without HTTP. */
final class Caller implements Client {
  private final Map<String, Action<?>> actions;

  /** What the actions want done when the client goes away. */
  final List<Runnable> onDisconnect = new ArrayList<>();

  Rights rights = Rights.ALL;

  final FakeRepairs repairs = new FakeRepairs();
  final FakeNumbers numbers = new FakeNumbers();

  Caller(Queues queues) {
    this(queues, new FakeTopics());
  }

  Caller(Topics topics) {
    this(new FakeQueues(), topics);
  }

  Caller(Queues queues, RoomForPartitions room) {
    this(queues, new FakeTopics(), room);
  }

  Caller(Cluster cluster) {
    this(new FakeQueues(), new FakeTopics(), cluster, partitions -> true);
  }

  private Caller(Queues queues, Topics topics) {
    this(queues, topics, partitions -> true);
  }

  private Caller(Queues queues, Topics topics, RoomForPartitions room) {
    this(queues, topics, new FakeCluster(), room);
  }

  private Caller(Queues queues, Topics topics, Cluster cluster, RoomForPartitions room) {
    actions =
        Actions.of(
            queues,
            topics,
            repairs,
            cluster,
            "1.2.3",
            numbers,
            Limits.DEFAULTS,
            host -> !host.equals("forbidden.example"),
            room,
            () -> "cmq.example:8080");
  }

  /** The answer's JSON with code and message in front, of a call that is answered at once. */
  String call(String action, String... params) {
    return call(answer -> answer.getNow(null), action, params);
  }

  /** The same of a call that another thread answers. */
  String callAndWait(String action, String... params) {
    return call(answer -> answer.orTimeout(1, TimeUnit.MINUTES).join(), action, params);
  }

  private String call(
      Function<CompletableFuture<Answer>, Answer> wait, String action, String... params) {
    try {
      return json(wait.apply(start(action, params)));
    } catch (CmqException e) {
      return error(e.code(), e.getMessage());
    } catch (CompletionException e) {
      if (e.getCause() instanceof CmqException cause) {
        return error(cause.code(), cause.getMessage());
      }
      if (e.getCause() instanceof RefusedException cause) {
        CmqError error = CmqError.of(cause.refusal());
        return error(error.code(), error.message());
      }
      throw e;
    }
  }

  private static String error(int code, String message) {
    return "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
  }

  /**
   * @param params {@code name=value}
   */
  CompletableFuture<Answer> start(String action, String... params) {
    List<Param> sent =
        Arrays.stream(params)
            .map(param -> param.split("=", 2))
            .map(param -> new Param(param[0], param[1].getBytes(UTF_8)))
            .toList();
    return start(actions.get(action), new Params(sent));
  }

  private <Q> CompletableFuture<Answer> start(Action<Q> action, Params params) {
    return action.run(action.parse(params), this);
  }

  @Override
  public void waitsFor(java.time.Duration longest) {
    // No one looks.
  }

  @Override
  public void onDisconnect(Runnable action) {
    onDisconnect.add(action);
  }

  @Override
  public Rights rights() {
    return rights;
  }

  private static String json(Answer answer) {
    try (JsonWriter json = new JsonWriter()) {
      json.writeStartObject();
      json.writeNumberField("code", answer.code());
      json.writeStringField("message", answer.message());
      answer.writeFields(json);
      json.writeEndObject();
      return new String(json.text().stream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
