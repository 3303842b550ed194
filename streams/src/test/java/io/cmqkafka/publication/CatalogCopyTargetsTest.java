package io.cmqkafka.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.testing.CatalogLog;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.topic.Protocol;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogCopyTargetsTest {
  private static final TopicDefinition NEWS = Fixtures.topic("news", FilterType.TAG);
  private static final QueueDefinition ORDERS = Fixtures.queue("orders", 0);
  private static final SubscriptionDefinition COPY =
      Fixtures.subscription(NEWS, "copy", Protocol.QUEUE, "orders", Filter.NONE);

  private final CatalogLog log = new CatalogLog();
  private final CatalogCopyTargets targets =
      new CatalogCopyTargets(log.view, new Subscribers(log.view), 10_000);

  @AfterEach
  void close() {
    log.view.close();
  }

  @Test
  void aSubscriptionGetsACopyOrHasLostIt() {
    log.put(NEWS, ORDERS, COPY);
    assertThat(log.view.start()).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(chosen().places())
        .extracting(CopyTargets.Place::subscriptionId)
        .containsExactly(COPY.id());
    assertThat(chosen().lost()).isEmpty();
    log.remove(ORDERS);
    catchUp();
    assertThat(chosen().places()).isEmpty();
    assertThat(chosen().lost()).containsExactly(COPY.id());
  }

  @Test
  void neverBothAndNeverNeither_whileItsQueueComesAndGoes() {
    log.put(NEWS, ORDERS, COPY);
    assertThat(log.view.start()).succeedsWithin(10, TimeUnit.SECONDS);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> asking =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                CopyTargets.Chosen chosen = chosen();
                assertThat(chosen.places().size() + chosen.lost().size()).isEqualTo(1);
              }
            });
    try {
      for (int round = 0; round < 500 && !asking.isDone(); round++) {
        log.remove(ORDERS);
        catchUp();
        log.put(ORDERS);
        catchUp();
      }
    } finally {
      over.set(true);
    }
    assertThat(asking).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private void catchUp() {
    assertThat(log.view.catchUp()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private CopyTargets.Chosen chosen() {
    return targets.of("news", NEWS.id(), new MessageId(0, 1), Labels.NONE);
  }
}
