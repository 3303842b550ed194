package io.cmqkafka.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.ReleasedName;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnclaimedTopicsTest {
  private static final String TOPIC = "cmq.queue.orders";

  private final LogConsumer catalogLog = new LogConsumer();
  private final CatalogView catalog =
      new CatalogView(
          catalogLog, catalogLog, "cmq.catalog", new SkippedRecords(new SimpleMeterRegistry()));
  private final List<Runnable> later = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private final UnclaimedTopics unclaimed =
      new UnclaimedTopics(
          catalog,
          id -> {
            deleted.add(id);
            return CompletableFuture.completedFuture(null);
          },
          later::add);
  private long catalogEnd;

  @AfterEach
  void close() {
    catalog.close();
  }

  @Test
  void isRemovedLater() {
    start();
    unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    assertThat(deleted).isEmpty();
    later.get(0).run();
    assertThat(deleted).containsExactly(Fixtures.TOPIC_ID);
  }

  @Test
  void whatAQueueHasTakenOverMeanwhileStays() {
    start();
    unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    put(Fixtures.queue("orders", 0));
    await().until(() -> catalog.queue("orders").isPresent());
    later.get(0).run();
    assertThat(deleted).isEmpty();
  }

  @Test
  void whatADeletedQueueHadIsRemovedWithIt() {
    start();
    unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    put(new ReleasedName("orders", "queue-1", Fixtures.TOPIC_ID, null));
    await().until(() -> catalog.isBeingReleased("orders"));
    later.get(0).run();
    assertThat(deleted).isEmpty();
  }

  @Test
  void nothingIsRemovedByACatalogThatMayMissSomething() {
    unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    later.get(0).run();
    assertThat(deleted).isEmpty();
  }

  @Test
  void noMoreThanAThousandWait() {
    for (int i = 0; i < 1_001; i++) {
      unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    }
    assertThat(later).hasSize(1_000);
    later.remove(0).run();
    unclaimed.add(TOPIC, Fixtures.TOPIC_ID);
    assertThat(later).hasSize(1_000);
  }

  private void start() {
    catalog.start().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private void put(CatalogEntry entry) {
    catalogLog.append(Fixtures.entry(catalogEnd, entry));
    catalogEnd++;
  }
}
