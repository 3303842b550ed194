package io.cmqkafka.facade.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether {@code /health/ready} says what requests would meet; a load balancer goes by it. */
@Tag("nightly")
@Timeout(600)
class ReadinessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** What docs/OPERATIONS.md states, a question to Kafka, and a stall of this machine. */
  private static final Duration UNTIL_NOT_READY = Facade.REQUEST_TIMEOUT.plusSeconds(20);

  @TempDir Path directory;

  @Test
  void itStaysReadyThroughHandOvers_andIsNotReadyWhileKafkaTakesNothing() throws Exception {
    try (Site site = Site.start(directory, 2)) {
      Facade stays = site.facades().get(0);
      Facade goes = site.facades().get(1);

      try (Watched watched = new Watched(stays)) {
        assertThat(goes.stop()).isZero();
        goes.start();
        goes.awaitStarted(PATIENCE);
        await().atMost(PATIENCE).until(goes::isReady);
        assertThat(goes.stop()).isZero();
        assertThat(watched.seenReady()).isPositive();
        assertThat(watched.seenNotReady()).isZero();
      }

      site.kafka().brokers().get(1).kill();
      site.kafka().brokers().get(2).kill();
      await().atMost(UNTIL_NOT_READY).until(() -> !stays.isReady());
      site.kafka().brokers().get(1).start();
      site.kafka().brokers().get(2).start();
      await().atMost(PATIENCE).until(stays::isReady);
    }
  }

  /** Asks every 50 ms. */
  private static final class Watched implements AutoCloseable {
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger notReady = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;

    Watched(Facade facade) {
      thread = new Thread(() -> watch(facade), "watched");
      thread.start();
    }

    private void watch(Facade facade) {
      try {
        while (!over.get()) {
          (facade.isReady() ? ready : notReady).incrementAndGet();
          Thread.sleep(50);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int seenReady() {
      return ready.get();
    }

    int seenNotReady() {
      return notReady.get();
    }

    @Override
    public void close() throws InterruptedException {
      over.set(true);
      thread.join();
    }
  }
}
