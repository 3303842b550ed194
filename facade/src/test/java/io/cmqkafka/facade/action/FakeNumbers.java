package io.cmqkafka.facade.action;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import java.util.Map;

/** Of everything: two periods, the first of them not known. */
final class FakeNumbers implements Numbers {
  static final long FIRST_MS = 1_700_000_000_000L;
  static final long SINCE_MS = 1_699_999_000_000L;

  Map<Measure, Long> known = Map.of();

  @Override
  public Window window(Span span) {
    return new Window(span, FIRST_MS, 2, SINCE_MS);
  }

  @Override
  public long[][] of(QueueDefinition queue, Window window) {
    return points();
  }

  @Override
  public long[][] of(TopicDefinition topic, Window window) {
    return points();
  }

  @Override
  public long[][] of(SubscriptionDefinition subscription, Window window) {
    return points();
  }

  private long[][] points() {
    long[] point = new long[Measure.values().length];
    known.forEach((measure, number) -> point[measure.ordinal()] = number);
    return new long[][] {null, point};
  }
}
