package io.cmqkafka.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.DeadLetterLimit;
import io.cmqkafka.catalog.DeadLetterPolicy;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Protocol;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLetterRouteTest {
  private static final QueueDefinition DLQ = Fixtures.queue("dlq", 0);

  private final CatalogLog log = new CatalogLog();

  @AfterEach
  void close() {
    log.view.close();
  }

  @Test
  void leadsToTheQueueThatThePolicyNames() {
    QueueDefinition orders = bound("orders", "queue-dlq");
    log.put(DLQ, orders, Fixtures.queue("plain", 0), bound("former", "queue-of-a-former-life"));
    start();
    assertThat(route("queue-orders")).contains(new DeadLetterRoute(orders, DLQ));
    assertThat(route("queue-plain")).map(DeadLetterRoute::to).isEmpty();
    assertThat(route("queue-plain")).isPresent();
    assertThat(route("queue-former")).isPresent();
    assertThat(route("queue-former").get().to()).isNull();
    assertThat(route("queue-unknown")).isEmpty();
  }

  @Test
  void followsTheCatalog() {
    QueueDefinition orders = bound("orders", "queue-dlq");
    log.put(DLQ, Fixtures.queue("orders", 0));
    start();
    assertThat(route("queue-orders").get().to()).isNull();
    log.put(orders);
    await().until(() -> route("queue-orders").get().to() != null);

    QueueDefinition again =
        Fixtures.queue("orders", "queue-next-life", "cmq.queue.orders", false, 60, 0);
    log.put(new ReleasedName("orders", "queue-orders", "x", orders.key()));
    await().until(() -> route("queue-orders").isEmpty());
    log.put(again);
    await().until(() -> route("queue-next-life").isPresent());
    log.remove(again);
    await().until(() -> route("queue-next-life").isEmpty());
  }

  @Test
  void aSubscriptionsHiddenQueueHasARouteToo() {
    TopicDefinition news = Fixtures.topic("News", FilterType.TAG);
    SubscriptionDefinition mail =
        Fixtures.subscription(news, "mail", Protocol.HTTP, "http://host/", Filter.NONE);
    log.put(news, mail);
    start();
    assertThat(route(mail.delivery().id())).contains(new DeadLetterRoute(mail.delivery(), null));
  }

  private Optional<DeadLetterRoute> route(String queueId) {
    return DeadLetterRoute.of(log.view, queueId, null);
  }

  private void start() {
    assertThat(log.view.start()).succeedsWithin(Duration.ofSeconds(20));
  }

  private static QueueDefinition bound(String name, String deadLetterQueueId) {
    QueueDefinition queue = Fixtures.queue(name, 0);
    return new QueueDefinition(
        name,
        queue.id(),
        queue.kafkaTopic(),
        queue.topicId(),
        false,
        queue.begins(),
        queue.attributes(),
        new DeadLetterPolicy("dlq", deadLetterQueueId, DeadLetterLimit.receivedTooOften(1)),
        0,
        0);
  }
}
