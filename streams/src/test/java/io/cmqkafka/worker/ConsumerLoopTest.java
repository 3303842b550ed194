package io.cmqkafka.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsumerLoopTest {
  private static final TopicPartition PARTITION = new TopicPartition("topic", 0);
  private static final Round NOTHING = () -> {};

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final Loop loop = new Loop(consumer);

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void beginsOnce_worksInRounds_andEndsOnce() {
    loop.start();
    loop.next(NOTHING, NOTHING);
    awaitEvents("begin", "round", "round");
    assertThat(loop.isAlive()).isTrue();

    loop.close();

    assertThat(loop.events).containsExactly("begin", "round", "round", "ended");
    assertThat(loop.isAlive()).isFalse();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aFailedRound_isCounted_restsAndIsFollowedByTheNext() {
    loop.start();
    loop.next(
        () -> {
          throw new KafkaException("no broker");
        },
        () -> {
          throw new IllegalStateException("a slip");
        },
        NOTHING);

    awaitEvents("begin", "round", "failed", "rest", "round", "failed", "rest", "round");
    assertThat(loop.isAlive()).isTrue();
    assertThat(consumer.closed()).isFalse();
  }

  @Test
  void anError_endsTheThread_andClosesItsConsumer() {
    loop.start();
    loop.next(
        () -> {
          throw new OutOfMemoryError("as if");
        });

    await().until(() -> !loop.isAlive());
    assertThat(loop.events).containsExactly("begin", "round", "ended");
    assertThat(loop.isClosed()).isTrue();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void anErrorAtTheBeginning_endsItToo() {
    loop.beginning =
        () -> {
          throw new OutOfMemoryError("as if");
        };
    loop.start();

    await().until(() -> !loop.isAlive());
    assertThat(loop.events).containsExactly("begin", "ended");
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aRoundThatIsWokenUp_isNoFailure() {
    consumer.assign(List.of(PARTITION));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    CountDownLatch inRound = new CountDownLatch(1);
    CountDownLatch woken = new CountDownLatch(1);
    loop.start();
    loop.next(
        () -> {
          inRound.countDown();
          woken.await();
          consumer.poll(Duration.ZERO);
          loop.events.add("polled");
        });
    await().until(() -> inRound.getCount() == 0);
    loop.wake();
    woken.countDown();

    awaitEvents("begin", "round", "round");
  }

  @Test
  void closeEndsARoundThatWaits() {
    CountDownLatch never = new CountDownLatch(1);
    loop.start();
    loop.next(never::await);
    awaitEvents("begin", "round");

    loop.onClose = loop::interruptThread;
    loop.close();

    assertThat(loop.events).containsExactly("begin", "round", "ended");
    assertThat(loop.isAlive()).isFalse();
  }

  @Test
  void anInterruptedRound_isNoFailure() {
    loop.start();
    loop.next(
        () -> {
          throw new InterruptException("as Kafka's clients tell it");
        },
        () -> {
          throw new InterruptedException();
        },
        NOTHING);

    awaitEvents("begin", "round", "round", "round");
  }

  private void awaitEvents(String... events) {
    await().untilAsserted(() -> assertThat(loop.events).containsExactly(events));
  }

  private interface Round {
    void run() throws InterruptedException;
  }

  /** Does one given round after the other, and waits for more in between. */
  private static final class Loop extends ConsumerLoop {
    final List<String> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Round> rounds = new LinkedBlockingQueue<>();
    Runnable beginning = () -> {};
    Runnable onClose = () -> {};

    Loop(MockConsumer<byte[], byte[]> consumer) {
      super("testing", "cmq-test", consumer);
    }

    void start() {
      startThread();
    }

    void next(Round... more) {
      rounds.addAll(List.of(more));
    }

    void interruptThread() {
      interrupt();
    }

    @Override
    protected void begin() {
      events.add("begin");
      beginning.run();
    }

    @Override
    protected void round() throws InterruptedException {
      Round round = rounds.take();
      if (isClosed()) {
        return;
      }
      events.add("round");
      round.run();
    }

    @Override
    protected void failed() {
      events.add("failed");
    }

    @Override
    protected void rest() {
      events.add("rest");
    }

    @Override
    protected void ended() {
      events.add("ended");
    }

    /** Ends the wait for the next round, as well as one that waits for Kafka. */
    @Override
    protected void wake() {
      super.wake();
      onClose.run();
      rounds.add(NOTHING);
    }
  }
}
