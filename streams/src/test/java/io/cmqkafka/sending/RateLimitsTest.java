package io.cmqkafka.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

  @Test
  void withoutALimitEverythingPasses_andNothingIsKept() {
    RateLimits none = new RateLimits(0);
    for (int i = 0; i < 100_000; i++) {
      assertThat(none.admits("q", 16)).isTrue();
    }
    assertThat(none.size()).isZero();
  }

  @Test
  void beyondTheLimitMessagesAreRefused_thoseOfABatchAllOrNone() {
    // One message a second: the first 16 pass, the next ones 16 seconds later.
    RateLimits limits = new RateLimits(1);
    assertThat(limits.admits("q", 10)).isTrue();
    assertThat(limits.admits("q", 7)).isFalse();
    assertThat(limits.admits("q", 6)).isTrue();
    assertThat(limits.admits("q", 1)).isFalse();
  }

  @Test
  void theLargestBatchPasses_howeverLowTheLimit() {
    assertThat(new RateLimits(1).admits("q", 16)).isTrue();
  }

  @Test
  void eachQueueHasItsOwnLimit() {
    RateLimits limits = new RateLimits(1);
    assertThat(limits.admits("q", 16)).isTrue();
    assertThat(limits.admits("q", 1)).isFalse();
    assertThat(limits.admits("other", 16)).isTrue();
  }

  @Test
  void afterAWhileMessagesPassAgain() {
    RateLimits limits = new RateLimits(100);
    for (int i = 0; i < 101; i++) {
      limits.admits("q", 1);
    }
    await().until(() -> limits.admits("q", 1));
  }

  @Test
  void whatIsGoneIsForgotten() {
    RateLimits limits = new RateLimits(1);
    limits.admits("q", 16);
    limits.admits("gone", 16);
    limits.retain(Set.of("q"));
    assertThat(limits.size()).isEqualTo(1);
    assertThat(limits.admits("q", 1)).isFalse();
  }
}
