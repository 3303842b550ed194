package io.cmqkafka.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MissingTopicsTest {
  private static final Audience.Place OLD =
      new Audience.Place("s", "queue-1", "cmq.queue.orders", 1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos = Long.MAX_VALUE - 5;
  private final FakeAdmin cluster = new FakeAdmin();
  private final MissingTopics missing =
      new MissingTopics(cluster.admin(), 1_000, () -> nanos, meters);

  @Test
  void whatIsGoneIsLeftAloneForAWhile() {
    assertThat(missing.isReason(OLD)).isTrue();
    assertThat(missing.drops(OLD)).isTrue();
    nanos += TimeUnit.SECONDS.toNanos(31);
    assertThat(missing.drops(OLD)).isFalse();
    assertThat(dropped()).isEqualTo(2);
  }

  @Test
  void whatIsThereIsNotToBlame() {
    cluster.topics.put(OLD.kafkaTopic(), 1);
    assertThat(missing.isReason(OLD)).isFalse();
    assertThat(missing.drops(OLD)).isFalse();
    assertThat(dropped()).isZero();
  }

  @Test
  void aQueueThatIsCreatedAgainUnderTheNameLosesNothing() {
    assertThat(missing.isReason(OLD)).isTrue();
    assertThat(missing.drops(new Audience.Place("s", "queue-2", OLD.kafkaTopic(), 1))).isFalse();
  }

  private double dropped() {
    return meters.find("cmq.copies.dropped").counter().count();
  }
}
