package io.cmqkafka.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Protocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogViewTest {
  private static final TopicPartition CATALOG = new TopicPartition("cmq.catalog", 0);
  private static final TopicDefinition NEWS = Fixtures.topic("News", FilterType.TAG);

  private final LogConsumer log = new LogConsumer();
  private final CatalogView view =
      new CatalogView(log, "cmq.catalog", new SkippedRecords(new SimpleMeterRegistry()));
  private long end;

  @AfterEach
  void close() {
    view.close();
  }

  @Test
  void topicsAreFoundByTheirExactName_orIgnoringCase() {
    TopicDefinition other = Fixtures.topic("alerts", FilterType.ROUTING);
    put(NEWS, other, Fixtures.queue("orders", 0), subscription(NEWS, "mail", Protocol.HTTP));
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
        new TopicDefinition("news", "topic-former", 1_024, FilterType.TAG, 0, 0);
    TopicDefinition longer = Fixtures.topic("News2", FilterType.TAG);
    SubscriptionDefinition a = subscription(NEWS, "a", Protocol.KAFKA);
    SubscriptionDefinition b = subscription(NEWS, "B", Protocol.QUEUE);
    put(NEWS, longer, b, a, subscription(longer, "c", Protocol.KAFKA));
    put(subscription(former, "d", Protocol.KAFKA));
    put(new ReleasedName("e", "subsc-e", "x", SubscriptionDefinition.keyOf("News", "e")));
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
    put(orders, NEWS, mail, subscription(NEWS, "copy", Protocol.QUEUE));
    start();
    assertThat(view.queues()).containsExactly(orders);
    assertThat(view.deliveries()).containsExactly(mail.delivery());
    assertThat(view.storedQueues()).containsExactly(orders, mail.delivery());

    ReleasedName released = new ReleasedName("mail", mail.id(), "x", mail.key());
    put(released);
    catchUp();
    assertThat(view.deliveries()).isEmpty();
    assertThat(view.released()).containsExactly(released);
    remove(mail.key());
    catchUp();
    assertThat(view.released()).isEmpty();
    assertThat(view.storedQueues()).containsExactly(orders);
  }

  @Test
  void listenersAreToldWhichKeysChanged() {
    List<Set<String>> told = new CopyOnWriteArrayList<>();
    put(NEWS);
    start();
    view.onKeys(keys -> told.add(Set.copyOf(keys)));
    log.atNextPoll(
        () -> {
          put(Fixtures.queue("Orders", 0));
          remove(NEWS.key());
        });
    log.wakeup();
    await().until(() -> !told.isEmpty());
    assertThat(told).containsExactly(Set.of("queue/orders", "topic/news"));
  }

  @Test
  void theVersionIsTheNewestSeen() {
    assertThat(view.version()).isEqualTo(-1);
    put(NEWS);
    put(Fixtures.queue("orders", 0));
    start();
    assertThat(view.version()).isEqualTo(1);
  }

  @Test
  void catchUp_readsWhatIsThere_alsoWhenThePollWouldNotEndByItself() {
    start();
    log.waitForRecordsOnly();
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
    AtomicReference<CompletableFuture<Void>> caughtUp = new AtomicReference<>();
    // In the log before the call, and not yet read.
    log.atNextPoll(
        () -> {
          put(NEWS);
          caughtUp.set(view.catchUp().thenRun(() -> assertThat(view.topic("News")).contains(NEWS)));
        });
    log.wakeup();
    await().until(() -> caughtUp.get() != null);
    assertThat(caughtUp.get()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  @Test
  void catchUp_comesAfterTheListeners() {
    start();
    AtomicReference<Set<String>> told = new AtomicReference<>();
    view.onKeys(keys -> told.set(Set.copyOf(keys)));
    put(NEWS);
    assertThat(view.catchUp().thenApply(done -> told.get()))
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo(Set.of("topic/news"));
  }

  @Test
  void catchUp_failsWhenKafkaDoes_andWorksAgainAfterwards() {
    start();
    AtomicReference<CompletableFuture<Void>> failed = new AtomicReference<>();
    log.atNextPoll(
        () -> {
          failed.set(view.catchUp());
          log.failNextPosition(CATALOG, new TimeoutException("not now"));
        });
    log.wakeup();
    await().until(() -> failed.get() != null);
    assertThat(failed.get()).failsWithin(10, TimeUnit.SECONDS);
    assertThat(view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
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

  private void put(CatalogEntry... entries) {
    for (CatalogEntry entry : entries) {
      append(entry.key(), CatalogJson.encode(new CatalogJson.Versioned(end, entry)));
    }
  }

  private void remove(String key) {
    append(key, null);
  }

  private void append(String key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(CatalogView.VERSION_HEADER, Long.toString(end).getBytes(UTF_8));
    log.append(LogConsumer.record(CATALOG, end, key.getBytes(UTF_8), value, 1, headers));
    end++;
  }
}
