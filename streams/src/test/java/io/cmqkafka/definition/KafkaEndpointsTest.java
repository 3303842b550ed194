package io.cmqkafka.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaEndpointsTest {
  private final List<String> asked = new ArrayList<>();
  private long nanos;

  /** What Kafka answers. */
  private CompletableFuture<Boolean> takesCopies = CompletableFuture.completedFuture(true);

  private final KafkaEndpoints endpoints =
      new KafkaEndpoints(
          topic -> {
            asked.add(topic);
            return takesCopies.copy();
          },
          () -> nanos);

  @Test
  void whatIsThereIsAskedForTwiceAMinute() {
    assertThat(isGone("orders")).isFalse();
    pass(29);
    assertThat(isGone("orders")).isFalse();
    assertThat(isGone("others")).isFalse();
    assertThat(asked).containsExactly("orders", "others");
    takesCopies = CompletableFuture.completedFuture(false);
    pass(1);
    assertThat(isGone("orders")).isTrue();
    assertThat(asked).containsExactly("orders", "others", "orders");
  }

  @Test
  void whatIsGoneIsFoundAgainSoon() {
    takesCopies = CompletableFuture.completedFuture(false);
    assertThat(isGone("orders")).isTrue();
    takesCopies = CompletableFuture.completedFuture(true);
    pass(4);
    assertThat(isGone("orders")).isTrue();
    pass(1);
    assertThat(isGone("orders")).isFalse();
  }

  @Test
  void whileKafkaIsSilentATopicIsToldOfAsIfItWereThere_andTheNextToAskDoNotWait() {
    takesCopies = new CompletableFuture<>();
    CompletableFuture<Boolean> first = endpoints.isGone("orders");
    CompletableFuture<Boolean> second = endpoints.isGone("orders");
    assertThat(first).succeedsWithin(Duration.ofSeconds(15)).isEqualTo(false);
    assertThat(second).succeedsWithin(Duration.ofSeconds(15)).isEqualTo(false);
    assertThat(endpoints.isGone("orders")).isCompletedWithValue(false);
    assertThat(asked).containsExactly("orders");
  }

  @Test
  void whenKafkaCannotSayATopicIsToldOfAsIfItWereThere() {
    takesCopies = CompletableFuture.failedFuture(new TimeoutException("planted"));
    assertThat(isGone("orders")).isFalse();
    pass(4);
    assertThat(isGone("orders")).isFalse();
    assertThat(asked).hasSize(1);
  }

  @Test
  void kafkaIsAskedSoMuchAtOnceAndNotMore() {
    takesCopies = new CompletableFuture<>();
    topics(KafkaEndpoints.MAX_ASKED).forEach(endpoints::isGone);
    assertThat(isGone("one-more")).isFalse();
    assertThat(asked).hasSize(KafkaEndpoints.MAX_ASKED).doesNotContain("one-more");
    takesCopies.complete(false);
    assertThat(isGone("one-more")).isTrue();
  }

  @Test
  void soManyAreRememberedAndNotMore() {
    topics(KafkaEndpoints.MAX_REMEMBERED + 1).forEach(this::isGone);
    asked.clear();
    topics(KafkaEndpoints.MAX_REMEMBERED + 1).subList(1, 10).forEach(this::isGone);
    assertThat(asked).isEmpty();
    isGone("topic-0");
    assertThat(asked).containsExactly("topic-0");
  }

  private static List<String> topics(int howMany) {
    return IntStream.range(0, howMany).mapToObj(i -> "topic-" + i).toList();
  }

  private boolean isGone(String topic) {
    CompletableFuture<Boolean> gone = endpoints.isGone(topic);
    assertThat(gone).isDone();
    return gone.join();
  }

  private void pass(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
