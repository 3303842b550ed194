package io.cmqkafka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Protocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogViewTest {
  private static final TopicDefinition NEWS = Fixtures.topic("News", FilterType.TAG);

  private final CatalogLog log = new CatalogLog();
  private final CatalogView view = log.view;

  @AfterEach
  void close() {
    view.close();
  }

  @Test
  void topicsAreFoundByTheirExactName_orIgnoringCase() {
    TopicDefinition other = Fixtures.topic("alerts", FilterType.ROUTING);
    log.put(NEWS, other, Fixtures.queue("orders", 0), subscription(NEWS, "mail", Protocol.HTTP));
    start();
    assertThat(view.topic("News")).contains(NEWS);
    assertThat(view.topic("news")).isEmpty();
    assertThat(view.topicIgnoringCase("nEWS")).contains(NEWS);
    assertThat(view.topics()).containsExactly(other, NEWS);
    assertThat(view.queues()).extracting(QueueDefinition::name).containsExactly("orders");
  }

  @Test
  void subscriptionsAreThoseOfThisVeryLifeOfTheTopic() {
    TopicDefinition former =
        new TopicDefinition("news", "topic-former", 1_024, FilterType.TAG, null, 0, 0);
    TopicDefinition longer = Fixtures.topic("News2", FilterType.TAG);
    SubscriptionDefinition a = subscription(NEWS, "a", Protocol.KAFKA);
    SubscriptionDefinition b = subscription(NEWS, "B", Protocol.QUEUE);
    log.put(NEWS, longer, b, a, subscription(longer, "c", Protocol.KAFKA));
    log.put(subscription(former, "d", Protocol.KAFKA));
    log.put(new ReleasedName("e", "subsc-e", "x", SubscriptionDefinition.keyOf("News", "e")));
    start();
    assertThat(view.subscriptions(NEWS)).containsExactly(a, b);
    assertThat(view.subscription(NEWS, "B")).contains(b);
    assertThat(view.subscription(NEWS, "b")).isEmpty();
    assertThat(view.subscription(NEWS, "d")).isEmpty();
    assertThat(view.subscription(NEWS, "e")).isEmpty();
    assertThat(view.isBeingReleased(NEWS, "E")).isTrue();
    assertThat(view.isBeingReleased(NEWS, "a")).isFalse();
    assertThat(view.isBeingReleased("e")).isFalse();
  }

  @Test
  void deliveryQueuesAreStoredQueuesThatNobodySees() {
    QueueDefinition orders = Fixtures.queue("orders", 0);
    SubscriptionDefinition mail = subscription(NEWS, "mail", Protocol.HTTP);
    log.put(orders, NEWS, mail, subscription(NEWS, "copy", Protocol.QUEUE));
    start();
    assertThat(view.queues()).containsExactly(orders);
    assertThat(view.deliveries()).containsExactly(mail.delivery());
    assertThat(view.storedQueues()).containsExactly(orders, mail.delivery());

    ReleasedName released = new ReleasedName("mail", mail.id(), "x", mail.key());
    log.put(released);
    catchUp();
    assertThat(view.deliveries()).isEmpty();
    assertThat(view.released()).containsExactly(released);
    log.remove(mail);
    catchUp();
    assertThat(view.released()).isEmpty();
    assertThat(view.storedQueues()).containsExactly(orders);
  }

  @Test
  void aQueueThatIsSubscribedIsKnownByName() {
    TopicDefinition more = Fixtures.topic("More", FilterType.TAG);
    SubscriptionDefinition copy = subscription(NEWS, "copy", Protocol.QUEUE);
    log.put(NEWS, more, copy, subscription(NEWS, "mail", Protocol.HTTP));
    log.put(subscription(more, "other", Protocol.KAFKA));
    start();
    assertThat(view.topicsThatSubscribe(copy.endpoint())).containsExactly("News");
    assertThat(view.topicsThatSubscribe("another")).isEmpty();
  }

  @Test
  void theTopicOfASubscriptionIsKnownByTheSubscriptionsId() {
    SubscriptionDefinition copy = subscription(NEWS, "copy", Protocol.QUEUE);
    log.put(NEWS, copy, Fixtures.queue("orders", 0));
    start();
    assertThat(view.topicOf(copy.id())).contains(NEWS.id());
    log.put(copy);
    catchUp();
    assertThat(view.topicOf(copy.id())).contains(NEWS.id());
    log.remove(copy);
    catchUp();
    assertThat(view.topicOf(copy.id())).isEmpty();
  }

  @Test
  void listenersAreToldWhatBecameOfWhichEntry() {
    List<List<CatalogView.Change>> told = new CopyOnWriteArrayList<>();
    QueueDefinition orders = Fixtures.queue("Orders", 0);
    log.put(NEWS);
    start();
    view.onChange(told::add);
    log.consumer.atNextPoll(
        () -> {
          log.put(orders);
          log.remove(NEWS);
        });
    log.consumer.wakeup();
    await().until(() -> !told.isEmpty());
    assertThat(told)
        .containsExactly(
            List.of(
                new CatalogView.Change("queue/orders", null, orders),
                new CatalogView.Change("topic/news", NEWS, null)));
  }

  @Test
  void theVersionIsTheNewestSeen() {
    assertThat(view.version()).isEqualTo(-1);
    log.put(NEWS);
    log.put(Fixtures.queue("orders", 0));
    start();
    assertThat(view.version()).isEqualTo(1);
  }

  @Test
  void whoWaitsForAVersionGoesOnAfterTheListeners() {
    start();
    AtomicReference<Long> versionWhenTold = new AtomicReference<>();
    view.onChange(changes -> versionWhenTold.set(view.version()));
    log.put(NEWS);
    assertThat(view.reached(0).thenApply(done -> versionWhenTold.get()))
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo(-1L);
    assertThat(view.version()).isZero();
  }

  @Test
  void catchUp_readsWhatIsThere_alsoWhenThePollWouldNotEndByItself() {
    start();
    log.consumer.waitForRecordsOnly();
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
    AtomicReference<CompletableFuture<Void>> caughtUp = new AtomicReference<>();
    // In the log before the call, and not yet read.
    log.consumer.atNextPoll(
        () -> {
          log.put(NEWS);
          caughtUp.set(view.catchUp().thenRun(() -> assertThat(view.topic("News")).contains(NEWS)));
        });
    log.consumer.wakeup();
    await().until(() -> caughtUp.get() != null);
    assertThat(caughtUp.get()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void catchUp_askedDuringARoundBeginsTheNext_alsoWhenThereIsNothingToRead() {
    start();
    log.consumer.waitForRecordsOnly();
    AtomicReference<CompletableFuture<Void>> second = new AtomicReference<>();
    log.ends.atNextEnd(() -> second.set(view.catchUp()));
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(second.get()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void catchUp_comesAfterTheListeners() {
    start();
    AtomicReference<List<CatalogView.Change>> told = new AtomicReference<>();
    view.onChange(told::set);
    log.put(NEWS);
    assertThat(view.catchUp().thenApply(done -> told.get()))
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo(List.of(new CatalogView.Change("topic/news", null, NEWS)));
  }

  @Test
  void catchUp_failsWhenKafkaDoes_andWorksAgainAfterwards() {
    start();
    AtomicReference<CompletableFuture<Void>> failed = new AtomicReference<>();
    log.consumer.atNextPoll(
        () -> {
          failed.set(view.catchUp());
          log.consumer.failNextPosition(CatalogLog.PARTITION, new TimeoutException("not now"));
        });
    log.consumer.wakeup();
    await().until(() -> failed.get() != null);
    assertThat(failed.get()).failsWithin(10, TimeUnit.SECONDS);
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void closing_endsAQuestionAboutTheEnd_andBothConsumers() throws InterruptedException {
    start();
    CountDownLatch asked = new CountDownLatch(1);
    log.ends.atNextEnd(
        () -> {
          asked.countDown();
          log.ends.awaitWakeup();
        });
    CompletableFuture<Void> waiting = view.catchUp();
    asked.await();
    view.close();
    assertThat(waiting).failsWithin(10, TimeUnit.SECONDS);
    await().until(() -> log.ends.closed() && log.consumer.closed());
  }

  @Test
  void catchUp_failsOnceTheViewIsClosed() {
    start();
    view.close();
    assertThat(view.catchUp()).failsWithin(10, TimeUnit.SECONDS);
  }

  private void start() {
    assertThat(view.start()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private void catchUp() {
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private static SubscriptionDefinition subscription(
      TopicDefinition topic, String name, Protocol protocol) {
    return Fixtures.subscription(topic, name, protocol, "orders", Filter.NONE);
  }
}
