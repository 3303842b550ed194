package io.cmqkafka.facade.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestTimersTest {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void requestsAreCountedByActionCodeAndTime() {
    new RequestTimers(Set.of("SendMessage"), meters).of("SendMessage").record(4440, 3_000_000);
    assertThat(meters.scrape())
        .contains("cmq_requests_seconds_count{action=\"SendMessage\",code=\"4440\"} 1")
        .contains(
            "cmq_requests_seconds_bucket{action=\"SendMessage\",code=\"4440\",le=\"0.005\"} 1");
  }
}
