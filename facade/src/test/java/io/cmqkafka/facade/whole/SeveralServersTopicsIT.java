package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.embedded.EmbeddedKafka;
import io.cmqkafka.facade.push.RawEndpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two equal servers on one cluster: what one of them answered holds for what the other does. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralServersTopicsIT {
  private static final int PUBLICATIONS_PARTITIONS = 4;

  /** Enough for each server to copy some of them, whatever their names hash to. */
  private static final List<String> TOPICS = List.of("t0", "t1", "t2", "t3", "t4", "t5");

  private static final int ROUNDS = Integer.getInteger("servers.rounds", 2);

  @TempDir static Path directory;
  private static EmbeddedKafka kafka;
  private static List<TestedServer> servers;
  private static List<Api> apis;
  private static NativeKafka natively;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(directory.resolve("kafka"), "127.0.0.1", 0);
    servers = List.of(server("one"), server("two"));
    apis = servers.stream().map(Api::new).toList();
    natively = new NativeKafka(servers.get(0));
    for (String topic : TOPICS) {
      apis.get(0).createTopic(topic);
      for (String queue : List.of(all(topic), late(topic))) {
        apis.get(0).create(queue);
      }
      // Somebody always wants what is published, so no server has a reason to look twice.
      apis.get(0).subscribe(topic, all(topic));
    }
  }

  @AfterAll
  static void stop() {
    natively.close();
    apis.forEach(Api::close);
    servers.forEach(TestedServer::close);
    kafka.close();
  }

  @Test
  @Order(1)
  void theServersShareTheCopying() {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              Map<String, Integer> shares = shares();
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
        assertThat(here.take(all(topic), 2))
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
        assertThat(here.take(all(topic), 3)).containsExactly("old tag", "new tag", "no tag");
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
        assertThat(apis.get(1).take(all(topic), 1)).containsExactly("m");
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
    try (Publisher publisher = new Publisher(servers.get(0))) {
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
      int soFar = publisher.published();
      awaitPublished(publisher, soFar + 50);
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

  @Test
  @Order(9)
  void whenOneServerStopsTheOtherCopiesEverything() throws Exception {
    try (Publisher publisher = new Publisher(servers.get(1))) {
      awaitPublished(publisher, 50);
      servers.get(0).close();
      await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> assertThat(shares()).hasSize(1).containsValue(PUBLICATIONS_PARTITIONS));
      int soFar = publisher.published();
      awaitPublished(publisher, soFar + 50);
      publisher.finish();
      publisher.assertAllArrived(apis.get(1), Api.LONGEST_WAIT_SECONDS);
    }
  }

  private static void awaitPublished(Publisher publisher, int count) {
    await().atMost(60, TimeUnit.SECONDS).until(() -> publisher.published() > count);
  }

  /** Publishes to the topics in turn, over and over, and knows what arrived where. */
  private static final class Publisher implements AutoCloseable {
    private final Map<String, List<String>> published = new HashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CompletableFuture<Void> done;
    private volatile int count;

    Publisher(TestedServer server) {
      TOPICS.forEach(topic -> published.put(topic, new ArrayList<>()));
      done =
          CompletableFuture.runAsync(
              () -> publish(server), task -> new Thread(task, "publisher").start());
    }

    private void publish(TestedServer server) {
      try (Api api = new Api(server)) {
        while (!stop.get()) {
          String topic = TOPICS.get(count % TOPICS.size());
          String body = "m" + count;
          api.publish(topic, body);
          published.get(topic).add(body);
          count++;
        }
      }
    }

    /** What was published to one topic, from this one of all publications on. */
    List<String> published(String topic, int from) {
      return published.get(topic).stream()
          .filter(body -> Integer.parseInt(body.substring(1)) >= from)
          .toList();
    }

    int published() {
      assertThat(done).isNotCompletedExceptionally();
      return count;
    }

    void finish() throws Exception {
      stop.set(true);
      done.get(30, TimeUnit.SECONDS);
    }

    /** Once and in order. */
    void assertAllArrived(Api api, int waitSeconds) {
      published.forEach(
          (topic, bodies) -> {
            assertThat(api.take(all(topic), bodies.size(), waitSeconds)).isEqualTo(bodies);
            api.assertEmpty(all(topic));
          });
    }

    @Override
    public void close() {
      stop.set(true);
    }
  }

  private static double dropped() {
    return servers.stream().mapToDouble(server -> server.metric("cmq_copies_dropped_total")).sum();
  }

  /** How many shares of the publications each process copies. */
  private static Map<String, Integer> shares() throws Exception {
    return natively
        .admin
        .describeConsumerGroups(Set.of("cmq.fan-out"))
        .all()
        .get()
        .get("cmq.fan-out")
        .members()
        .stream()
        .collect(
            Collectors.toMap(
                member -> member.clientId().replaceFirst("-StreamThread.*", ""),
                member -> member.assignment().topicPartitions().size(),
                Integer::sum));
  }

  private static TestedServer server(String name) {
    return TestedServer.start(
        directory.resolve(name),
        Map.of(
            "bootstrap.servers",
            kafka.bootstrapServers(),
            "push.allow",
            "127.0.0.1",
            "publications.partitions",
            Integer.toString(PUBLICATIONS_PARTITIONS)));
  }

  private static String all(String topic) {
    return "all-" + topic;
  }

  private static String goes(String topic) {
    return "goes-" + topic;
  }

  private static String late(String topic) {
    return "late-" + topic;
  }
}
