package io.cmqkafka.facade.whole.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.facade.bench.client.ReceivedMessage;
import io.cmqkafka.facade.whole.Api;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;

/** Queues and topics of a shop, with messages in the states that the console has pages for. */
final class ExampleShop {
  /** As long as a name may be. */
  static final String LONG = "customer-notifications_for_the_european_region_by_mail_and_phone";

  /** Messages that died in {@link #ORDERS}, and one that did not. */
  static final String DEAD = "orders-dead";

  static final String ORDERS = "orders";

  /** Of the {@code endpoint.topics} that the server needs. */
  static final String KAFKA_TOPIC = "lake.news";

  private final Api api;

  ExampleShop(Api api) {
    this.api = api;
  }

  void open(String bootstrapServers) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(KAFKA_TOPIC, 1, (short) 1))).all().get();
    }
    queues();
    topics();
    for (int i = 0; i < 6; i++) {
      api.send(ORDERS, order(i));
    }
    theyDie(6);
    api.send(DEAD, "sent here by hand, and never dead");
    redrive();
    theyDie(7);
    fill();
  }

  private void queues() {
    api.create(DEAD);
    api.create(
        ORDERS, "rewindSeconds", "86400", "visibilityTimeout", "1", "deadLetterPolicy", dies(1));
    api.create("payments", "deadLetterPolicy", dies(3));
    api.create(LONG, "partitions", "3", "rewindSeconds", "3600");
    for (String name : List.of("empty", "emails", "invoices", "audit", "search-index")) {
      api.create(name);
    }
  }

  private static String dies(int receives) {
    return "{\"deadLetterQueue\":\"%s\",\"policy\":0,\"maxReceiveCount\":%d}"
        .formatted(DEAD, receives);
  }

  private void topics() {
    api.createTopic("news");
    api.createTopic("routes", "filterType", "2");
    api.createTopic("quiet");
    subscribe("news", "to-emails", "queue", "emails", "filterTag.1", "urgent", "filterTag.2", "eu");
    subscribe("news", "everything-to-the-search-index", "queue", "search-index");
    subscribe("news", "lake", "kafka", KAFKA_TOPIC);
    String hook = "http://127.0.0.1:9/hooks/incoming/messages?source=cmq&version=2";
    subscribe("news", "partner-hook", "http", hook, "deadLetterQueue", DEAD);
    api.create("alarms-dead");
    api.createTopic("alarms");
    subscribe("alarms", "gives-up", "http", hook, "deadLetterQueue", "alarms-dead");
    api.call("DeleteQueue", "queueName", "alarms-dead");
    String key = "orders.eu.*.paid";
    subscribe(
        "routes", "paid", "queue", "payments", "bindingKey.1", key, "bindingKey.2", "refunds.#");
    subscribe("routes", "all-orders", "queue", "audit", "bindingKey.1", "orders.#");
  }

  private void subscribe(String topic, String name, String protocol, String to, String... more) {
    assertThat(api.subscribeAnswer(topic, name, protocol, to, more).code()).as(name).isZero();
  }

  /** All orders are received as often as they may be, and not deleted. */
  private void theyDie(int lettersThen) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              receive(ORDERS);
              return api.attribute(DEAD, "activeMsgNum") == lettersThen;
            });
  }

  /** Back to the orders, but for the letter that never died. */
  private void redrive() {
    api.call("StartRedrive", "queueName", DEAD, "messagesPerSecond", "1000");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> api.call("GetRedrive", "queueName", DEAD).tree().path("left").asInt() == 1);
  }

  private List<ReceivedMessage> receive(String queue) {
    CmqAnswer answer = api.answer("BatchReceiveMessage", "queueName", queue, "numOfMsg", "16");
    return answer.ok() ? answer.messages() : List.of();
  }

  /** Messages in every state, and published ones; a push of each fails. */
  private void fill() {
    api.set(ORDERS, "visibilityTimeout", "3600");
    for (int i = 10; i < 40; i++) {
      api.send(ORDERS, order(i));
      api.send(LONG, "Dear customer %d, your parcel is on its way. ".formatted(i).repeat(3));
    }
    for (int i = 0; i < 3; i++) {
      api.sendDelayed(ORDERS, order(40 + i), 3600);
      api.send("invoices", "invoice " + i);
      api.publish("news", "news " + i, "msgTag.1", "urgent");
      api.publish("routes", "paid " + i, "routingKey", "orders.eu.de.paid");
    }
    List<ReceivedMessage> received = receive(ORDERS);
    received.subList(0, received.size() / 2).forEach(one -> api.delete(ORDERS, one));
    api.send("emails", "<script>alert(1)</script> 中文 \u202eright to left");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                api.call(
                        "GetSubscriptionAttributes",
                        "topicName",
                        "news",
                        "subscriptionName",
                        "partner-hook")
                    .tree()
                    .has("lastPushFailure"));
  }

  private static String order(int number) {
    return "{\"order\":%d,\"customer\":\"C-%d\",\"total\":%d,\"currency\":\"EUR\"}"
        .formatted(7_310_000 + number, number * 37 % 991, number * 17);
  }
}
