package io.cmqkafka.numbers;

import static io.cmqkafka.Measure.DELETED;
import static io.cmqkafka.Measure.SENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void eachThingIsTakenOnce() {
    tally.add("a", SENT, 2);
    tally.add("a", SENT, 3);
    tally.add("a", DELETED, 1);
    tally.add("b", SENT, 0);
    Map<String, long[]> taken = tally.take();
    assertThat(taken).containsOnlyKeys("a");
    assertThat(taken.get("a")[SENT.ordinal()]).isEqualTo(5);
    assertThat(taken.get("a")[DELETED.ordinal()]).isEqualTo(1);
    assertThat(tally.take()).isEmpty();
  }

  @Test
  void nothingIsLostBetweenThreads() throws InterruptedException {
    int each = 50_000;
    CountDownLatch done = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  tally.add("a", SENT, 1);
                }
                done.countDown();
              })
          .start();
    }
    long sum = 0;
    while (sum < 2 * each) {
      boolean isLast = done.getCount() == 0;
      long[] taken = tally.take().get("a");
      sum += taken == null ? 0 : taken[SENT.ordinal()];
      assertThat(isLast && sum < 2 * each).as("lost some").isFalse();
    }
    assertThat(sum).isEqualTo(2 * each);
  }
}
