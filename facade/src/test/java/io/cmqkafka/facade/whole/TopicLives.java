package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Topics, subscriptions and subscribers come and go while somebody publishes. */
@ResourceLock(Counted.COPIES)
abstract class TopicLives extends ApiSession {
  private static final int SUBSCRIPTIONS = Integer.getInteger("topic.subscriptions", 200);
  private static final int QUEUES = 10;

  private int published;

  TopicLives(TestedServer server) {
    super(server);
  }

  @Test
  void deletingASubscriberStallsNothing_andItsNameReceivesAgain() {
    List<String> queues = List.of("life-stays", "life-goes-0", "life-goes-1", "life-goes-2");
    api.createTopic("life");
    for (String queue : queues) {
      api.create(queue);
      api.subscribe("life", queue);
    }
    double dropped = server.metric("cmq_copies_dropped_total");
    for (String goes : queues.subList(1, queues.size())) {
      publishAndReceive(10);
      api.call("DeleteQueue", "queueName", goes);
      while (!api.createAgain(goes)) {
        publishAndReceive(1);
      }
      // Its subscription has outlived it, and begins with what follows.
      api.publish("life", "again");
      assertThat(api.take(goes, 1)).containsExactly("again");
      assertThat(api.take("life-stays", 1, Api.STALL_SECONDS)).containsExactly("again");
      api.assertEmpty(goes);
    }
    api.assertEmpty("life-stays");
    // The copying drops a copy whose queue it has waited for too long.
    assertThat(server.metric("cmq_copies_dropped_total")).isEqualTo(dropped);
  }

  /** One after the other, each before a stall of the copying would end. */
  private void publishAndReceive(int count) {
    for (int i = 0; i < count; i++) {
      String body = "m" + published++;
      api.publish("life", body);
      assertThat(api.take("life-stays", 1)).containsExactly(body);
    }
  }

  @Test
  void aSubscriptionsNameMayBeUsedAgain() {
    api.createTopic("life-again");
    for (String queue : List.of("life-again-one", "life-again-two", "life-again-other")) {
      api.create(queue);
    }
    api.subscribe("life-again", "life-again-other");
    for (String queue : List.of("life-again-one", "life-again-two", "life-again-one")) {
      CmqAnswer subscribed = api.subscribeAnswer("life-again", "s", "queue", queue);
      assertThat(subscribed.code()).as(subscribed.message()).isZero();
      api.publish("life-again", "for both");
      assertThat(api.take(queue, 1)).containsExactly("for both");
      api.unsubscribe("life-again", "s");
      api.publish("life-again", "for the other");
      assertThat(api.take("life-again-other", 2)).containsExactly("for both", "for the other");
    }
    for (String queue : List.of("life-again-one", "life-again-two", "life-again-other")) {
      api.assertEmpty(queue);
    }
  }

  @Test
  void aTopicThatIsCreatedAgainDeliversNothingOld() {
    api.create("life-topic-q");
    for (int life = 0; life < 3; life++) {
      api.createTopic("life-topic");
      api.create("life-topic-" + life);
      api.subscribe("life-topic", "life-topic-" + life);
      // The fan-out has not got to the last of them when the topic is deleted.
      for (int batch = 0; batch < 10; batch++) {
        api.call("BatchPublishMessage", batch("life-topic", "life " + life));
      }
      api.unsubscribe("life-topic", "life-topic-" + life);
      api.call("DeleteTopic", "topicName", "life-topic");
    }
    api.createTopic("life-topic");
    api.subscribe("life-topic", "life-topic-q");
    api.publish("life-topic", "new");
    assertThat(api.take("life-topic-q", 1)).containsExactly("new");
    api.assertEmpty("life-topic-q");
  }

  private static String[] batch(String topic, String body) {
    return Stream.concat(
            Stream.of("topicName", topic),
            IntStream.range(0, 16).boxed().flatMap(i -> Stream.of("msgBody." + i, body)))
        .toArray(String[]::new);
  }

  @Test
  void twoSubscriptionsOfOneQueueAreTwoCopies() {
    api.createTopic("life-twice");
    api.create("life-twice-q");
    assertThat(
            api.subscribeAnswer("life-twice", "red", "queue", "life-twice-q", "filterTag.1", "red")
                .code())
        .isZero();
    assertThat(api.subscribeAnswer("life-twice", "all", "queue", "life-twice-q").code()).isZero();
    api.publish("life-twice", "twice", "msgTag.1", "red");
    api.publish("life-twice", "once");
    assertThat(api.take("life-twice-q", 3)).containsExactlyInAnyOrder("twice", "twice", "once");
    api.assertEmpty("life-twice-q");
  }

  @Test
  void manySubscriptionsGetWhatTheyChoose() throws Exception {
    api.createTopic("life-crowd");
    for (int queue = 0; queue < QUEUES; queue++) {
      api.create("life-crowd-" + queue);
    }
    List<CompletableFuture<Void>> subscribing = new ArrayList<>();
    int clients = SUBSCRIPTIONS / 20;
    for (int client = 0; client < clients; client++) {
      int first = client * SUBSCRIPTIONS / clients;
      subscribing.add(
          CompletableFuture.runAsync(
              () -> subscribe(first, first + SUBSCRIPTIONS / clients),
              task -> new Thread(task, "subscriber").start()));
    }
    for (CompletableFuture<Void> one : subscribing) {
      one.get(240, TimeUnit.SECONDS);
    }
    assertThat(
            api.call("ListSubscriptionByTopic", "topicName", "life-crowd")
                .tree()
                .get("totalCount")
                .intValue())
        .isEqualTo(SUBSCRIPTIONS);

    // A tenth of all, then one, then all, each once though two of its tags are chosen.
    int all = SUBSCRIPTIONS / QUEUES;
    int tenth = all / 10;
    api.publish("life-crowd", "third", "msgTag.1", "group-3");
    api.publish("life-crowd", "one", "msgTag.1", "one-177");
    awaitCounts(queue -> tenth + (queue == 7 ? 1 : 0));
    api.publish("life-crowd", "all", "msgTag.1", "everybody", "msgTag.2", "group-3");
    awaitCounts(queue -> tenth + all + (queue == 7 ? 1 : 0));

    List<String> first = new ArrayList<>(Collections.nCopies(tenth, "third"));
    first.add("one");
    assertThat(api.take("life-crowd-7", tenth + 1)).isEqualTo(first);
    assertThat(api.take("life-crowd-7", all)).containsOnly("all");
    api.assertEmpty("life-crowd-7");
  }

  private void subscribe(int from, int to) {
    try (Api mine = new Api(server)) {
      for (int i = from; i < to; i++) {
        CmqAnswer answer =
            mine.subscribeAnswer(
                "life-crowd",
                "s" + i,
                "queue",
                "life-crowd-" + i % QUEUES,
                "filterTag.1",
                "everybody",
                "filterTag.2",
                "group-" + i / QUEUES % 10,
                "filterTag.3",
                "one-" + i);
        assertThat(answer.code()).as(answer.message()).isZero();
      }
    }
  }

  private void awaitCounts(IntUnaryOperator expected) {
    for (int queue = 0; queue < QUEUES; queue++) {
      int of = queue;
      await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(api.attribute("life-crowd-" + of, "activeMsgNum"))
                      .isEqualTo(expected.applyAsInt(of)));
    }
  }
}
