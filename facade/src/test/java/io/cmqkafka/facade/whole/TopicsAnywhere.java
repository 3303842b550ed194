package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.push.RawEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What one of two servers answered about topics holds for what the other does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TopicsAnywhere {
  /** Enough for each server to copy some of them, whatever their names hash to. */
  private static final List<String> TOPICS = List.of("t0", "t1", "t2", "t3", "t4", "t5");

  private static final int ROUNDS = Integer.getInteger("servers.rounds", 2);

  private final List<TestedServer> servers;
  private List<Api> apis;
  private NativeKafka natively;

  TopicsAnywhere(TestedServer one, TestedServer two) {
    servers = List.of(one, two);
  }

  @BeforeAll
  void begin() {
    apis = servers.stream().map(Api::new).toList();
    natively = new NativeKafka(servers.get(0));
    // Somebody always wants what is published, so no server has a reason to look twice.
    Publisher.makeTopics(apis.get(0), TOPICS);
    TOPICS.forEach(topic -> apis.get(0).create(late(topic)));
  }

  @AfterAll
  void end() {
    natively.close();
    apis.forEach(Api::close);
  }

  @Test
  @Order(1)
  void theServersShareTheCopying() {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              Map<String, Integer> shares = natively.sharesOfFanOut();
              assertThat(shares).hasSize(2);
              assertThat(shares.values()).allMatch(share -> share > 0);
            });
  }

  @Test
  @Order(2)
  void aSubscriptionIsInForceForWhatIsPublishedAnywhereAfterTheAnswer() {
    for (int round = 0; round < ROUNDS; round++) {
      for (String topic : TOPICS) {
        Api here = apis.get(round % 2);
        Api there = apis.get((round + 1) % 2);
        here.subscribe(topic, late(topic));
        there.publish(topic, "subscribed " + round);
        assertThat(there.take(late(topic), 1)).containsExactly("subscribed " + round);
        here.unsubscribe(topic, late(topic));
        there.publish(topic, "unsubscribed " + round);
        assertThat(here.take(Publisher.queueOf(topic), 2))
            .containsExactly("subscribed " + round, "unsubscribed " + round);
      }
    }
    TOPICS.forEach(topic -> apis.get(0).assertEmpty(late(topic)));
  }

  @Test
  @Order(3)
  void newTagsAreInForceForWhatIsPublishedAnywhereAfterTheAnswer() {
    for (String topic : TOPICS) {
      apis.get(0).subscribe(topic, late(topic), "filterTag.1", "tag-0");
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (String topic : TOPICS) {
        Api here = apis.get(round % 2);
        Api there = apis.get((round + 1) % 2);
        here.call(
            "SetSubscriptionAttributes",
            "topicName",
            topic,
            "subscriptionName",
            late(topic),
            "filterTag.1",
            "tag-" + round);
        there.publish(topic, "old tag", "msgTag.1", "tag-" + (round - 1));
        there.publish(topic, "new tag", "msgTag.1", "tag-" + round);
        assertThat(here.take(late(topic), 1)).containsExactly("new tag");

        there.call(
            "ClearSubscriptionFilterTags", "topicName", topic, "subscriptionName", late(topic));
        here.publish(topic, "no tag");
        assertThat(there.take(late(topic), 1)).containsExactly("no tag");
        assertThat(here.take(Publisher.queueOf(topic), 3))
            .containsExactly("old tag", "new tag", "no tag");
      }
    }
    for (String topic : TOPICS) {
      apis.get(0).assertEmpty(late(topic));
      apis.get(0).unsubscribe(topic, late(topic));
    }
  }

  @Test
  @Order(4)
  void aTopicsNewLifeIsKnownToAllAtOnceAndItsEndSoon() {
    for (int round = 0; round < ROUNDS; round++) {
      Api here = apis.get(round % 2);
      Api there = apis.get((round + 1) % 2);
      here.createTopic("lives");
      there.subscribe("lives", late("t0"));
      here.publish("lives", "life " + round);
      assertThat(there.take(late("t0"), 1)).containsExactly("life " + round);
      here.unsubscribe("lives", late("t0"));
      awaitError(there, 6030, 10650);
      there.call("DeleteTopic", "topicName", "lives");
      awaitError(here, 4440, 10600);
    }
  }

  /** A server that does not know yet that nobody is left takes the message, for nobody. */
  private static void awaitError(Api api, int code, int module) {
    await()
        .untilAsserted(
            () ->
                Api.assertError(
                    api.answer("PublishMessage", "topicName", "lives", "msgBody", "for nobody"),
                    code,
                    module));
  }

  @Test
  @Order(5)
  void noKafkaTopicSubscribesWhereTheOperatorAllowedNone() throws Exception {
    natively.create("native-any", 1, Map.of());
    Api.assertError(
        apis.get(0).subscribeAnswer("t0", "native", "kafka", "native-any"), 4000, 10630);
  }

  @Test
  @Order(6)
  void whyTheLastPushFailedIsKnownWhicheverServerIsAsked() throws Exception {
    try (RawEndpoint endpoint = new RawEndpoint(RawEndpoint.status(503))) {
      // At either server, whichever decides about them.
      for (String topic : TOPICS) {
        apis.get(0)
            .call(
                "Subscribe",
                "topicName",
                topic,
                "subscriptionName",
                "hook",
                "protocol",
                "http",
                "endpoint",
                endpoint.url());
        apis.get(0).publish(topic, "m");
      }
      for (String topic : TOPICS) {
        for (Api api : apis) {
          await()
              .atMost(60, TimeUnit.SECONDS)
              .until(
                  () ->
                      api.call(
                              "GetSubscriptionAttributes",
                              "topicName",
                              topic,
                              "subscriptionName",
                              "hook")
                          .tree()
                          .path("lastPushFailure")
                          .asText()
                          .equals("the endpoint answered with status 503"));
        }
        apis.get(1).unsubscribe(topic, "hook");
        assertThat(apis.get(1).take(Publisher.queueOf(topic), 1)).containsExactly("m");
      }
    }
  }

  @Test
  @Order(7)
  void anAddressThatIsForbiddenAsWrittenIsRefused() {
    for (String host : List.of("127.0.0.2", "2130706434", "10.0.0.1", "[::1]")) {
      Api.assertError(
          apis.get(0).subscribeAnswer("t0", "hook", "http", "http://" + host + ":8080/"),
          4000,
          10630);
    }
  }

  @Test
  @Order(8)
  void deletingSubscribersAtOneServerStallsNothingThatIsPublishedAtTheOther() throws Exception {
    Api api = apis.get(1);
    double dropped = dropped();
    for (String topic : TOPICS) {
      api.create(goes(topic));
      api.subscribe(topic, goes(topic));
    }
    try (Publisher publisher = new Publisher(servers.get(0), TOPICS)) {
      for (String topic : TOPICS) {
        api.call("DeleteQueue", "queueName", goes(topic));
      }
      Map<String, Integer> createdAt = new HashMap<>();
      for (String topic : TOPICS) {
        await()
            .atMost(30, TimeUnit.SECONDS)
            .until(() -> api.answer("CreateQueue", "queueName", goes(topic)).ok());
        // What is being published at this moment may be for it or not.
        createdAt.put(topic, publisher.published() + 1);
      }
      publisher.awaitMore(50);
      publisher.finish();
      publisher.assertAllArrived(api, Api.STALL_SECONDS);
      // The copying drops a copy whose queue it has waited for too long.
      assertThat(dropped()).isEqualTo(dropped);
      for (String topic : TOPICS) {
        List<String> expected = publisher.published(topic, createdAt.get(topic));
        List<String> copied =
            natively.records("cmq.queue." + goes(topic), expected.size()).stream()
                .map(NativeKafka::text)
                .toList();
        assertThat(copied).as("copied to " + goes(topic)).containsAll(expected);
        List<String> received = upTo(api, goes(topic), expected.get(expected.size() - 1));
        assertThat(received)
            .as("received from " + goes(topic))
            .doesNotHaveDuplicates()
            .endsWith(expected.toArray(String[]::new));
        // Nothing of the life before, which had another Kafka topic.
        assertThat(copied).containsAll(received);
        api.unsubscribe(topic, goes(topic));
      }
    }
  }

  private static List<String> upTo(Api api, String queue, String last) {
    List<String> bodies = new ArrayList<>();
    while (!bodies.contains(last)) {
      bodies.addAll(api.take(queue, 1));
    }
    api.assertEmpty(queue);
    return bodies;
  }

  private double dropped() {
    return servers.stream().mapToDouble(server -> server.metric("cmq_copies_dropped_total")).sum();
  }

  private static String goes(String topic) {
    return "goes-" + topic;
  }

  private static String late(String topic) {
    return "late-" + topic;
  }
}
