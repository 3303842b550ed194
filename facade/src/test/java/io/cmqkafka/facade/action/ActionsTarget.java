package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.DeleteOutcome;
import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.facade.auth.Rights;
import io.cmqkafka.facade.classic.Action;
import io.cmqkafka.facade.classic.Answer;
import io.cmqkafka.facade.classic.Client;
import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.JsonWriter;
import io.cmqkafka.facade.classic.Param;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.topic.FilterType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * An action's name in the first line, its parameters as {@code name=value} in the others, a line
 * each; a message in a queue has all of them as its body. Answered with CMQ's JSON or one of CMQ's
 * errors.
 */
public final class ActionsTarget implements Target {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final class Caller implements Client {
    @Override
    public void waitsFor(java.time.Duration longest) {
      // No one looks.
    }

    @Override
    public void onDisconnect(Runnable action) {}

    @Override
    public Rights rights() {
      return Rights.ALL;
    }
  }

  @Override
  public void run(byte[] input) throws IOException {
    String[] lines = new String(input, ISO_8859_1).split("\n");
    List<Param> params = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      String[] pair = lines[i].split("=", 2);
      byte[] value = pair.length < 2 ? new byte[0] : pair[1].getBytes(ISO_8859_1);
      params.add(new Param(new String(pair[0].getBytes(ISO_8859_1), UTF_8), value));
    }
    Action<?> action = actions(input).get(lines.length == 0 ? "" : lines[0]);
    if (action == null) {
      return;
    }
    try {
      JsonNode answer = MAPPER.readTree(json(run(action, new Params(params))));
      Claim.that(answer.isObject(), "an answer that is no object");
    } catch (CmqException e) {
      Claim.isOneLine(e.getMessage());
    } catch (CompletionException e) {
      Claim.that(e.getCause() instanceof CmqException, "failed with " + e.getCause());
      Claim.isOneLine(e.getCause().getMessage());
    }
  }

  private static Map<String, Action<?>> actions(byte[] body) {
    FakeQueues queues =
        new FakeQueues().add("q", QueueAttributes.DEFAULTS).add("r", QueueAttributes.DEFAULTS);
    queues.outcomes = Collections.nCopies(Limits.DEFAULTS.delayMaxSeconds(), DeleteOutcome.DELETED);
    queues.received =
        completedFuture(
            new Received(
                List.of(new Message(new MessageId(0, 1), "handle", body, 1, 2, 3, 1)),
                reached -> {}));
    FakeTopics topics =
        new FakeTopics().add("t", 1_024, FilterType.TAG).add("r", 1_024, FilterType.ROUTING);
    return Actions.of(
        queues,
        topics,
        new FakeRepairs(),
        new FakeCluster(),
        "1.2.3",
        new FakeNumbers(),
        Limits.DEFAULTS,
        host -> true,
        partitions -> true,
        () -> "cmq.example:8080");
  }

  private static <Q> Answer run(Action<Q> action, Params params) {
    return action.run(action.parse(params), new Caller()).join();
  }

  private static byte[] json(Answer answer) throws IOException {
    try (JsonWriter json = new JsonWriter()) {
      json.writeStartObject();
      json.writeNumberField("code", answer.code());
      Claim.isOneLine(answer.message());
      answer.writeFields(json);
      json.writeEndObject();
      return json.text().stream().readAllBytes();
    }
  }
}
