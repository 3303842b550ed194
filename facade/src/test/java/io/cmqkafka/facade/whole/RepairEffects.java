package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.queue.AttributeChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What went wrong with messages can be put right, without a message lost or doubled. */
@ResourceLock(value = Counted.DEAD_LETTERS, mode = ResourceAccessMode.READ_WRITE)
abstract class RepairEffects extends ApiSession {
  private static final int WAIT = 30;

  RepairEffects(TestedServer server) {
    super(server);
  }

  @Test
  void chosenMessagesAreDeletedOrBecomeVisible() {
    api.create("chosen", "visibilityTimeout", "600");
    List<String> ids = List.of(api.send("chosen", "a"), api.send("chosen", "b"));
    ReceivedMessage held = api.receive("chosen", WAIT);
    assertThat(chosen("ReleaseMessages", "chosen", ids))
        .containsExactly("true invisible", "false visible");
    assertThat(api.deleteAnswer("chosen", held.receiptHandle()).code()).isEqualTo(4430);
    assertThat(chosen("DiscardMessages", "chosen", ids.subList(1, 2)))
        .containsExactly("true visible");
    ReceivedMessage again = api.receive("chosen", WAIT);
    assertThat(again.msgBody()).isEqualTo("a");
    assertThat(again.dequeueCount()).isEqualTo(2);
    api.assertEmpty("chosen");
  }

  @Test
  void chosenDeadLettersGoBackToWhereTheyDied_andCanDieAgain() {
    deadLetterQueue("back-dlq", "back-1", "back-2");
    die("back-1", "of one");
    die("back-2", "of two");
    api.send("back-dlq", "never died");
    List<String> ids = idsOf("back-dlq", 3);
    JsonNode outcomes = redrive("back-dlq", ids).get("messages");
    assertThat(results(outcomes))
        .containsExactlyInAnyOrder(
            "moved to back-1", "moved to back-2", "not_a_dead_letter to null");
    ReceivedMessage one = api.receive("back-1", WAIT);
    assertThat(one.msgBody()).isEqualTo("of one");
    Map<String, String> redriven = api.headers("back-1", one.msgId());
    assertThat(redriven)
        .containsEntry("cmq-moved-from", "back-dlq")
        .containsEntry("cmq-moved-because", "redriven")
        .doesNotContainKey("cmq-receive-count");
    ReceivedMessage two = api.receive("back-2", WAIT);
    assertThat(two.msgBody()).isEqualTo("of two");
    assertThat(two.dequeueCount()).isEqualTo(1);
    assertThat(api.receive("back-dlq", WAIT).msgBody()).isEqualTo("never died");
    // Nobody deletes what came back, so it dies again.
    await().atMost(Duration.ofSeconds(60)).until(() -> waiting("back-dlq") == 2);
    List<String> again = idsOf("back-dlq", 2);
    assertThat(again)
        .anySatisfy(
            id ->
                assertThat(api.headers("back-dlq", id))
                    .containsEntry("cmq-moved-from", "back-1")
                    .containsEntry("cmq-moved-id", one.msgId())
                    .containsEntry("cmq-moved-because", "received too often")
                    .containsEntry("cmq-receive-count", "1")
                    .containsEntry("cmq-sent-at", redriven.get("cmq-sent-at")));
    assertThat(results(redrive("back-dlq", again).get("messages")))
        .containsExactlyInAnyOrder("moved to back-1", "moved to back-2");
    assertThat(results(redrive("back-dlq", ids).get("messages")))
        .containsExactlyInAnyOrder(
            "not_visible to back-1", "not_visible to back-2", "not_a_dead_letter to null");
  }

  @Test
  void whatCannotBeMovedStays_andIsTold() {
    deadLetterQueue("stay-dlq", "stay");
    api.create("stay-small", "maxMsgSize", "1024");
    die("stay", "x".repeat(2_000));
    List<String> ids = idsOf("stay-dlq", 1);
    assertThat(results(redrive("stay-dlq", ids, "toQueueName", "stay-small").get("messages")))
        .containsExactly("too_large to stay-small");
    api.call("UnbindDeadLetterQueue", "queueName", "stay");
    api.call("DeleteQueue", "queueName", "stay");
    assertThat(results(redrive("stay-dlq", ids).get("messages")))
        .containsExactly("target_gone to null");
    api.create("stay-large");
    ReceivedMessage held = api.receive("stay-dlq", WAIT);
    assertThat(results(redrive("stay-dlq", ids, "toQueueName", "stay-large").get("messages")))
        .containsExactly("not_visible to stay-large");
    api.delete("stay-dlq", held);
    api.assertEmpty("stay-large");
  }

  @Test
  void aWholeQueueIsMoved_eachMessageOnce_inOrder() {
    api.create("whole-from", "partitions", "2");
    api.create("whole-to", "visibilityTimeout", "600");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      sent.add("m" + i);
      api.send("whole-from", "m" + i);
    }
    await().until(() -> waiting("whole-from") == 150);
    JsonNode started =
        api.call(
                "StartRedrive",
                "queueName",
                "whole-from",
                "toQueueName",
                "whole-to",
                "messagesPerSecond",
                "1000")
            .tree();
    assertThat(started.get("state").textValue()).isEqualTo("running");
    JsonNode done = settled("whole-from");
    assertThat(done.get("state").textValue()).isEqualTo("done");
    assertThat(done.get("moved").intValue()).isEqualTo(150);
    assertThat(done.get("left").intValue()).isZero();
    assertThat(api.take("whole-to", 150)).containsExactlyInAnyOrderElementsOf(sent);
    api.assertEmpty("whole-to");
    api.assertEmpty("whole-from");
  }

  @Test
  void aRedriveStopsWhenItsTargetIsFull_andGoesOnWhenThereIsRoom() {
    api.create("full-from");
    api.create("full-to", "maxMsgHeapNum", "1000000");
    holdsAtMost("full-to", 3);
    for (int i = 0; i < 8; i++) {
      api.send("full-from", "m" + i);
    }
    await().until(() -> waiting("full-from") == 8);
    api.call(
        "StartRedrive",
        "queueName",
        "full-from",
        "toQueueName",
        "full-to",
        "messagesPerSecond",
        "2");
    JsonNode stopped = settled("full-from");
    assertThat(stopped.get("state").textValue()).isEqualTo("stopped");
    assertThat(stopped.get("reason").textValue()).isEqualTo("target_full");
    assertThat(stopped.get("moved").intValue()).isPositive().isLessThan(8);
    holdsAtMost("full-to", 1_000_000);
    api.call("StartRedrive", "queueName", "full-from", "resume", "1", "messagesPerSecond", "1000");
    JsonNode done = settled("full-from");
    assertThat(done.get("state").textValue()).isEqualTo("done");
    assertThat(done.get("moved").intValue()).isEqualTo(8);
    assertThat(api.take("full-to", 8)).hasSize(8).doesNotHaveDuplicates();
  }

  @Test
  void aRedriveIsStopped_andNotStartedTwice() {
    api.create("slow-from");
    api.create("slow-to");
    for (int i = 0; i < 20; i++) {
      api.send("slow-from", "m" + i);
    }
    await().until(() -> waiting("slow-from") == 20);
    String[] start = {"queueName", "slow-from", "toQueueName", "slow-to", "messagesPerSecond", "1"};
    Api.assertError(api.answer("StopRedrive", "queueName", "slow-from"), 4000, 10000);
    api.call("StartRedrive", start);
    Api.assertError(api.answer("StartRedrive", start), 4000, 10000);
    await().until(() -> waiting("slow-to") > 0);
    JsonNode stopped = api.call("StopRedrive", "queueName", "slow-from").tree();
    assertThat(stopped.get("state").textValue()).isEqualTo("stopped");
    assertThat(stopped.get("reason").textValue()).isEqualTo("asked");
    api.call("StartRedrive", "queueName", "slow-from", "resume", "1", "messagesPerSecond", "500");
    assertThat(settled("slow-from").get("state").textValue()).isEqualTo("done");
    assertThat(api.take("slow-to", 20)).hasSize(20).doesNotHaveDuplicates();
    api.assertEmpty("slow-from");
  }

  /** Sets fewer messages than CMQ lets clients ask for. */
  private void holdsAtMost(String queue, int messages) {
    server
        .queues()
        .change(
            server.queues().find(queue).orElseThrow(),
            new AttributeChanges((long) messages, null, null, null, null, null),
            null)
        .join();
  }

  private void deadLetterQueue(String name, String... sources) {
    api.create(name, "visibilityTimeout", "600");
    for (String source : sources) {
      api.create(
          source,
          "visibilityTimeout",
          "2",
          "deadLetterPolicy",
          "{\"deadLetterQueue\":\"%s\",\"policy\":0,\"maxReceiveCount\":1}".formatted(name));
    }
  }

  private void die(String queue, String body) {
    api.send(queue, body);
    api.receive(queue, WAIT);
  }

  /** The ids of that many visible messages, when they are there. */
  private List<String> idsOf(String queue, int count) {
    await().atMost(Duration.ofSeconds(60)).until(() -> waiting(queue) == count);
    List<String> ids = new ArrayList<>();
    api.call("BrowseMessages", "queueName", queue, "state.1", "visible", "limit", "100")
        .tree()
        .get("messages")
        .forEach(message -> ids.add(message.get("msgId").textValue()));
    return ids;
  }

  private long waiting(String queue) {
    return api.attribute(queue, "activeMsgNum");
  }

  private JsonNode redrive(String queue, List<String> ids, String... more) {
    return onMessages("RedriveMessages", queue, ids, more);
  }

  private JsonNode onMessages(String action, String queue, List<String> ids, String... more) {
    List<String> params = new ArrayList<>(List.of("queueName", queue));
    for (int i = 0; i < ids.size(); i++) {
      params.addAll(List.of("msgId." + i, ids.get(i)));
    }
    params.addAll(List.of(more));
    return api.call(action, params.toArray(String[]::new)).tree();
  }

  private List<String> chosen(String action, String queue, List<String> ids) {
    List<String> outcomes = new ArrayList<>();
    onMessages(action, queue, ids)
        .get("messages")
        .forEach(one -> outcomes.add(one.get("done") + " " + one.get("state").textValue()));
    return outcomes;
  }

  private static List<String> results(JsonNode messages) {
    return Stream.iterate(0, i -> i < messages.size(), i -> i + 1)
        .map(messages::get)
        .map(
            one ->
                one.get("result").textValue()
                    + " to "
                    + (one.has("toQueueName") ? one.get("toQueueName").textValue() : null))
        .toList();
  }

  /** The latest redrive when it does not run any more. */
  private JsonNode settled(String queue) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> api.call("GetRedrive", "queueName", queue).tree(),
            redrive -> !redrive.get("state").textValue().equals("running"));
  }
}
