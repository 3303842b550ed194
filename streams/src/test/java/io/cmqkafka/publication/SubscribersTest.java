package io.cmqkafka.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.Matcher;
import io.cmqkafka.topic.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final TopicDefinition NEWS = Fixtures.topic("News", FilterType.TAG);
  private static final TopicDefinition ROUTED = Fixtures.topic("routed", FilterType.ROUTING);
  private static final QueueDefinition ORDERS = Fixtures.queue("Orders", 0);

  private final CatalogLog log = new CatalogLog();
  private final Subscribers subscribers = new Subscribers(log.view);

  @AfterEach
  void close() {
    log.view.close();
  }

  @Test
  void choosesAsTheTopicsFilterTypeSays() {
    log.put(NEWS, ROUTED);
    log.put(subscription(NEWS, "a", new Filter(List.of("t"), List.of("k"))));
    log.put(subscription(ROUTED, "b", new Filter(List.of("t"), List.of("k"))));
    start();
    assertThat(names(NEWS, new Labels(List.of("t"), ""))).containsExactly("a");
    assertThat(names(NEWS, new Labels(List.of(), "k"))).isEmpty();
    assertThat(names(ROUTED, new Labels(List.of("t"), "k"))).containsExactly("b");
  }

  @Test
  void isMadeOnceForEachChangeOfTheTopicsSubscriptions() {
    SubscriptionDefinition a = subscription(NEWS, "a", Filter.NONE);
    log.put(NEWS, ROUTED, a);
    start();
    Matcher<SubscriptionDefinition> first = subscribers.of(NEWS);
    Matcher<SubscriptionDefinition> routed = subscribers.of(ROUTED);
    assertThat(subscribers.of(NEWS)).isSameAs(first);

    put(subscription(NEWS, "b", Filter.NONE));
    assertThat(names(NEWS)).containsExactly("a", "b");
    put(subscription(NEWS, "b", new Filter(List.of("t"), List.of())));
    assertThat(names(NEWS)).containsExactly("a");
    remove(a);
    assertThat(names(NEWS)).isEmpty();
    assertThat(names(NEWS, new Labels(List.of("t"), ""))).containsExactly("b");
    assertThat(subscribers.of(ROUTED)).isSameAs(routed);
    Matcher<SubscriptionDefinition> last = subscribers.of(NEWS);
    put(ORDERS);
    assertThat(subscribers.of(NEWS)).isSameAs(last);
  }

  @Test
  void aSubscriptionWhoseQueueIsGoneIsLeftOutUntilTheQueueIsBack() {
    log.put(NEWS, ORDERS, toQueue("exact", "Orders"), toQueue("otherCase", "orders"));
    log.put(subscription(NEWS, "kafka", Filter.NONE));
    start();
    assertThat(names(NEWS)).containsExactly("exact", "kafka");
    assertThat(withoutQueue()).containsExactly("otherCase");
    remove(ORDERS);
    assertThat(names(NEWS)).containsExactly("kafka");
    assertThat(withoutQueue()).containsExactly("exact", "otherCase");
    put(Fixtures.queue("orders", 0));
    assertThat(names(NEWS)).containsExactly("kafka", "otherCase");
    assertThat(withoutQueue()).containsExactly("exact");
    put(ORDERS);
    assertThat(names(NEWS)).containsExactly("exact", "kafka");
  }

  @Test
  void oneQueueMayBeTheEndpointInSeveralTopics() {
    log.put(NEWS, ROUTED, ORDERS, toQueue("a", "Orders"));
    log.put(
        Fixtures.subscription(
            ROUTED, "b", Protocol.QUEUE, "Orders", new Filter(List.of(), List.of("#"))));
    start();
    assertThat(names(NEWS)).containsExactly("a");
    assertThat(names(ROUTED)).containsExactly("b");
    remove(toQueue("a", "Orders"));
    assertThat(names(NEWS)).isEmpty();
    remove(ORDERS);
    assertThat(names(ROUTED)).isEmpty();
  }

  @Test
  void isForOneLifeOfTheTopic() {
    log.put(NEWS, subscription(NEWS, "a", Filter.NONE));
    start();
    assertThat(names(NEWS)).containsExactly("a");
    TopicDefinition next =
        new TopicDefinition("news", "topic-next", 1_024, FilterType.TAG, null, 0, 0);
    assertThat(subscribers.of(next).isEmpty()).isTrue();
    assertThat(names(NEWS)).containsExactly("a");

    remove(subscription(NEWS, "a", Filter.NONE));
    remove(NEWS);
    assertThat(subscribers.of(NEWS).isEmpty()).isTrue();
    put(next);
    put(subscription(next, "b", Filter.NONE));
    assertThat(names(next)).containsExactly("b");
    assertThat(subscribers.of(NEWS).isEmpty()).isTrue();
  }

  /** Whoever has waited for a change finds it, whatever others make and keep meanwhile. */
  @Test
  void nothingOldIsKeptWhileOthersAsk() throws InterruptedException {
    log.put(NEWS, ORDERS, subscription(NEWS, "a", Filter.NONE), toQueue("q", "Orders"));
    start();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> asking =
        Stream.generate(
                () ->
                    new Thread(
                        () -> {
                          while (!over.get()) {
                            names(NEWS);
                          }
                        }))
            .limit(3)
            .toList();
    asking.forEach(Thread::start);
    try {
      for (int round = 0; round < 300; round++) {
        List<String> expected = new ArrayList<>(List.of("a"));
        if (round % 3 == 0) {
          put(subscription(NEWS, "b", Filter.NONE));
        } else if (round % 3 == 1) {
          remove(subscription(NEWS, "b", Filter.NONE));
        } else {
          remove(ORDERS);
        }
        if (round % 3 == 0) {
          expected.add("b");
        }
        if (round % 3 != 2) {
          expected.add("q");
        }
        assertThat(names(NEWS)).as("round %d", round).isEqualTo(expected);
        if (round % 3 == 2) {
          put(ORDERS);
        }
      }
    } finally {
      over.set(true);
      for (Thread one : asking) {
        one.join();
      }
    }
  }

  private void start() {
    assertThat(log.view.start()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private void put(CatalogEntry entry) {
    log.put(entry);
    assertThat(log.view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private void remove(CatalogEntry entry) {
    log.remove(entry);
    assertThat(log.view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private List<String> withoutQueue() {
    return subscribers.parts(NEWS).withoutQueue().matching(new Labels(List.of(), "any")).stream()
        .map(SubscriptionDefinition::name)
        .toList();
  }

  private List<String> names(TopicDefinition topic) {
    return names(topic, new Labels(List.of(), "any"));
  }

  private List<String> names(TopicDefinition topic, Labels labels) {
    return subscribers.of(topic).matching(labels).stream()
        .map(SubscriptionDefinition::name)
        .toList();
  }

  private static SubscriptionDefinition subscription(
      TopicDefinition topic, String name, Filter filter) {
    return Fixtures.subscription(topic, name, Protocol.KAFKA, "events", filter);
  }

  private static SubscriptionDefinition toQueue(String name, String queue) {
    return Fixtures.subscription(NEWS, name, Protocol.QUEUE, queue, Filter.NONE);
  }
}
