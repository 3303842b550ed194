package io.cmqkafka.facade.action;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.catalog.SubscriptionDefinition;
import io.cmqkafka.catalog.TopicDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Of everything: two periods, the first of them not known. Of a topic itself only publishes. */
final class FakeNumbers implements Numbers {
  static final long FIRST_MS = 1_700_000_000_000L;
  static final long SINCE_MS = 1_699_999_000_000L;

  Map<Measure, Long> known = Map.of();

  /** The name of a subscription of which nothing is known; null for none. */
  String unknown;

  /** Names of subscriptions that were asked about, in order. */
  final List<String> asked = new ArrayList<>();

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
    long[] point = new long[Measure.values().length];
    point[Measure.PUBLISHED.ordinal()] = known.getOrDefault(Measure.PUBLISHED, 0L);
    return new long[][] {null, point};
  }

  @Override
  public long[][] of(SubscriptionDefinition subscription, Window window) {
    asked.add(subscription.name());
    return subscription.name().equals(unknown) ? new long[2][] : points();
  }

  private long[][] points() {
    long[] point = new long[Measure.values().length];
    known.forEach((measure, number) -> point[measure.ordinal()] = number);
    return new long[][] {null, point};
  }
}
