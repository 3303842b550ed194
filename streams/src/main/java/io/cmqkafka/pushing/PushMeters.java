package io.cmqkafka.pushing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What became of messages whose pushes were given up.
 *
 * @param buried on their way to the subscription's dead-letter queue
 */
record PushMeters(Counter dropped, Counter buried) {
  static final String GIVEN_UP = "cmq.push.given.up";

  static PushMeters of(MeterRegistry meters) {
    return new PushMeters(
        meters.counter(GIVEN_UP, "to", "nowhere"),
        meters.counter(GIVEN_UP, "to", "dead-letter-queue"));
  }
}
