package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.queue.MessageId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Somebody who looks at messages sees each in its state, and changes nothing by looking. */
abstract class BrowseEffects extends ApiSession {
  BrowseEffects(TestedServer server) {
    super(server);
  }

  @Test
  void eachMessageIsSeenInItsState_andStaysInIt() {
    api.create("look", "visibilityTimeout", "600", "rewindSeconds", "3600");
    api.send("look", "deleted");
    api.delete("look", api.receive("look", Api.LONGEST_WAIT_SECONDS));
    String invisible = api.send("look", "invisible");
    ReceivedMessage received = api.receive("look", Api.LONGEST_WAIT_SECONDS);
    api.send("look", "visible");
    api.sendDelayed("look", "delayed", 3_000);
    waitFor("look", 4);

    JsonNode all = browse("look");
    assertThat(all.get("end").textValue()).isEqualTo("all_seen");
    assertThat(all.has("nextPosition")).isFalse();
    assertThat(shown(all))
        .containsExactly(
            "deleted deleted", "invisible invisible", "visible visible", "delayed delayed");
    JsonNode message = all.get("messages").get(1);
    assertThat(message.get("msgId").textValue()).isEqualTo(invisible);
    assertThat(message.get("dequeueCount").intValue()).isEqualTo(1);
    assertThat(message.get("enqueueTime").longValue()).isEqualTo(received.enqueueTime());
    assertThat(message.get("nextVisibleTime").longValue()).isEqualTo(received.nextVisibleTime());
    assertThat(all.get("messages").get(0).get("rewindable").booleanValue()).isTrue();

    assertThat(browse("look").get("messages")).isEqualTo(all.get("messages"));
    assertThat(api.attribute("look", "activeMsgNum")).isEqualTo(1);
    api.delete("look", received);
    assertThat(api.receive("look", Api.LONGEST_WAIT_SECONDS).dequeueCount()).isEqualTo(1);
  }

  @Test
  void pagesGoForwardsAndBackwards_overAllPartitions() {
    api.create("pages", "partitions", "3");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      sent.add(api.send("pages", "m" + i));
    }
    waitFor("pages", sent.size());
    List<String> forwards = walk("pages", "limit", "4");
    assertThat(forwards).containsExactlyInAnyOrderElementsOf(sent);
    List<String> backwards = walk("pages", "limit", "7", "direction", "backward");
    Collections.reverse(backwards);
    assertThat(backwards).isEqualTo(forwards);
  }

  @Test
  void beginsAtAMessageOrAtATime() {
    api.create("jump");
    api.send("jump", "before");
    String second = api.send("jump", "second");
    api.send("jump", "third");
    waitFor("jump", 3);
    assertThat(shown(browse("jump", "msgId", second)))
        .containsExactly("visible second", "visible third");
    assertThat(shown(browse("jump", "msgId", second, "limit", "1")))
        .containsExactly("visible second");
    long later = System.currentTimeMillis() / 1_000 + 3_600;
    assertThat(shown(browse("jump", "time", Long.toString(later)))).isEmpty();
    assertThat(shown(browse("jump", "time", "1"))).hasSize(3);
  }

  @Test
  void findsStatesAndText_andSaysWhenItStoppedAtItsBudget() {
    api.create("search", "visibilityTimeout", "600");
    for (int i = 0; i < 30; i++) {
      api.send("search", "x".repeat(1_000) + " number " + i);
    }
    api.receive("search", Api.LONGEST_WAIT_SECONDS);
    waitFor("search", 30);
    assertThat(shown(browse("search", "text", "number 17"))).hasSize(1);
    assertThat(browse("search", "state.1", "invisible").get("messages")).hasSize(1);
    assertThat(browse("search", "state.1", "delayed").get("messages")).isEmpty();

    JsonNode part = browse("search", "text", "number 29", "searchBytes", "5000");
    assertThat(part.get("end").textValue()).isEqualTo("budget_spent");
    assertThat(part.get("messages")).isEmpty();
    assertThat(walk("search", "text", "number 29", "searchBytes", "5000")).hasSize(1);
  }

  @Test
  void showsTheBeginningOfALargeBody() {
    api.create("large", "maxMsgSize", "1048576");
    api.send("large", "é".repeat(500_000));
    waitFor("large", 1);
    JsonNode beginning = browse("large", "bodyBytes", "3").get("messages").get(0);
    assertThat(beginning.get("msgBody").textValue()).isEqualTo("é");
    assertThat(beginning.get("bodyIsWhole").booleanValue()).isFalse();
    assertThat(beginning.get("size").intValue()).isEqualTo(1_000_000);
    assertThat(
            browse("large", "bodyBytes", "1048576").get("messages").get(0).get("msgBody").asText())
        .hasSize(500_000);
  }

  @Test
  void theHistoryOfAMessageTellsOfItsDeliveries_andWhyADeleteDidNothing() {
    api.create("history", "visibilityTimeout", "1", "rewindSeconds", "3600");
    String id = api.send("history", "twice");
    ReceivedMessage first = api.receive("history", Api.LONGEST_WAIT_SECONDS);
    api.set("history", "visibilityTimeout", "600");
    ReceivedMessage again = api.receive("history", Api.LONGEST_WAIT_SECONDS);
    assertThat(trace("history", id).get("dequeueCount").intValue()).isEqualTo(2);
    assertThat(api.deleteAnswer("history", first.receiptHandle()).ok()).isFalse();
    api.delete("history", again);

    JsonNode trace = trace("history", id);
    assertThat(trace.get("state").textValue()).isEqualTo("deleted");
    assertThat(trace.get("reachesBack").booleanValue()).isTrue();
    assertThat(trace.has("nextPosition")).isFalse();
    assertThat(events(trace))
        .containsExactly("arrived done", "lapse done", "delete too_late", "delete done");
    JsonNode arrived = trace.get("events").get(0);
    JsonNode lapse = trace.get("events").get(1);
    JsonNode late = trace.get("events").get(2);
    JsonNode deleted = trace.get("events").get(3);
    long from = late.get("dequeueTimeMs").longValue();
    assertThat(lapse.get("delivery")).isEqualTo(late.get("delivery"));
    assertThat(lapse.get("dequeueTimeMs").longValue()).isEqualTo(from);
    assertThat(lapse.get("timeMs").longValue()).isEqualTo(from + 1_000);
    assertThat(lapse.has("instanceId")).isFalse();
    assertThat(from).isGreaterThanOrEqualTo(arrived.get("timeMs").longValue());
    assertThat(late.get("nextVisibleTimeMs").longValue()).isEqualTo(from + 1_000);
    assertThat(deleted.get("dequeueTimeMs").longValue()).isGreaterThanOrEqualTo(from + 1_000);
    assertThat(deleted.get("nextVisibleTimeMs").longValue() / 1_000)
        .isEqualTo(again.nextVisibleTime());

    JsonNode part = trace("history", id, "searchRecords", "20");
    List<String> parts = new ArrayList<>(events(part));
    while (part.has("nextPosition")) {
      String next = part.get("nextPosition").textValue();
      part = trace("history", id, "searchRecords", "20", "position", next);
      parts.addAll(events(part));
    }
    assertThat(parts).isEqualTo(events(trace));
    MessageId unknown = new MessageId(0, 1_000_000);
    Api.assertError(
        api.answer("TraceMessage", "queueName", "history", "msgId", unknown.toString()),
        4490,
        10770);
  }

  @Test
  void theHistoryOfADeadLetterTellsOfEachDelivery() {
    api.create("lapsed-letters");
    api.create(
        "lapsing",
        "visibilityTimeout",
        "1",
        "rewindSeconds",
        "3600",
        "deadLetterPolicy",
        "{\"deadLetterQueue\":\"lapsed-letters\",\"policy\":0,\"maxReceiveCount\":2}");
    String id = api.send("lapsing", "nobody deletes it");
    api.receive("lapsing", Api.LONGEST_WAIT_SECONDS);
    api.receive("lapsing", Api.LONGEST_WAIT_SECONDS);
    await()
        .untilAsserted(
            () ->
                assertThat(events(trace("lapsing", id)))
                    .containsExactly("arrived done", "lapse done", "bury done", "moved done"));
    JsonNode first = trace("lapsing", id).get("events").get(1);
    JsonNode last = trace("lapsing", id).get("events").get(2);
    assertThat(last.get("dequeueTimeMs").longValue())
        .isGreaterThanOrEqualTo(first.get("timeMs").longValue());
    assertThat(last.get("timeMs").longValue()).isEqualTo(last.get("nextVisibleTimeMs").longValue());
  }

  private JsonNode trace(String queue, String id, String... params) {
    return api.call(
            "TraceMessage",
            Stream.concat(Stream.of("queueName", queue, "msgId", id), Stream.of(params))
                .toArray(String[]::new))
        .tree();
  }

  private static List<String> events(JsonNode trace) {
    return StreamSupport.stream(trace.get("events").spliterator(), false)
        .map(event -> event.get("event").textValue() + " " + event.get("effect").textValue())
        .toList();
  }

  /** The ids on all pages. */
  private List<String> walk(String queue, String... params) {
    List<String> ids = new ArrayList<>();
    JsonNode page = browse(queue, params);
    ids.addAll(ids(page));
    while (page.has("nextPosition")) {
      page =
          browse(
              queue,
              Stream.concat(
                      Stream.of(params),
                      Stream.of("position", page.get("nextPosition").textValue()))
                  .toArray(String[]::new));
      ids.addAll(ids(page));
    }
    return ids;
  }

  /** Until the server knows of so many messages. */
  private void waitFor(String queue, int messages) {
    await().until(() -> browse(queue, "limit", "100").get("messages").size() == messages);
  }

  private JsonNode browse(String queue, String... params) {
    return api.call(
            "BrowseMessages",
            Stream.concat(Stream.of("queueName", queue), Stream.of(params)).toArray(String[]::new))
        .tree();
  }

  private static List<String> ids(JsonNode page) {
    return each(page, "msgId");
  }

  private static List<String> each(JsonNode page, String field) {
    List<String> all = new ArrayList<>();
    page.get("messages").forEach(message -> all.add(message.get(field).textValue()));
    return all;
  }

  /** State and body of each message. */
  private static List<String> shown(JsonNode page) {
    return StreamSupport.stream(page.get("messages").spliterator(), false)
        .map(message -> message.get("state").textValue() + " " + message.get("msgBody").textValue())
        .toList();
  }
}
