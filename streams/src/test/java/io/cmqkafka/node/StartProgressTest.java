package io.cmqkafka.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class StartProgressTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final CompletableFuture<String> NEVER = new CompletableFuture<>();

  private final AtomicInteger told = new AtomicInteger();

  @Test
  void namesWhatItWaitedFor() {
    StartProgress progress = new StartProgress(Duration.ZERO, System::nanoTime);
    assertThatThrownBy(() -> progress.await(NEVER, () -> "the moon"))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("the moon");
  }

  @Test
  void takesWhatIsThereEvenWhenItIsLate() throws Exception {
    StartProgress progress = new StartProgress(Duration.ZERO, System::nanoTime);
    assertThat(progress.await(CompletableFuture.completedFuture("there"), () -> ""))
        .isEqualTo("there");
  }

  @Test
  void tellsEveryTenSecondsAndAtTheEnd() {
    StartProgress progress =
        new StartProgress(
            Duration.ofSeconds(25),
            times(0, before(10), at(10), before(20), at(20), before(25), at(25)));
    assertThatThrownBy(() -> progress.await(NEVER, this::tell)).hasMessage("3");
  }

  @Test
  void waitsNoLongerThanAsked() {
    StartProgress progress = new StartProgress(Duration.ofSeconds(25), times(0, before(5), at(5)));
    assertThatThrownBy(() -> progress.await(NEVER, at(5), this::tell)).hasMessage("1");
  }

  private String tell() {
    return Integer.toString(told.incrementAndGet());
  }

  private static long at(int second) {
    return second * SECOND;
  }

  /** So shortly that waiting for the rest takes no time. */
  private static long before(int second) {
    return at(second) - 1;
  }

  private static LongSupplier times(long... nanos) {
    AtomicInteger asked = new AtomicInteger();
    return () -> nanos[asked.getAndIncrement()];
  }
}
