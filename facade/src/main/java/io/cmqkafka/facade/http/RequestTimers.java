package io.cmqkafka.facade.http;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code cmq.requests}: how long requests took, by action and code, waits included. Actions are
 * those of the server, {@code unknown}, and {@code console}, whose codes are HTTP's. The other
 * codes are CMQ's and {@code disconnected} for requests whose client went away, at most {@link
 * #MAX_CODES} for an action and {@code other} beyond.
 */
final class RequestTimers {
  private static final int MAX_CODES = 32;
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(35)
  };

  private final MeterRegistry meters;
  private final OfAction unknown;
  private final OfAction console;
  private final Map<String, OfAction> byAction;

  RequestTimers(Set<String> actions, MeterRegistry meters) {
    this.meters = meters;
    this.unknown = new OfAction("unknown");
    this.console = new OfAction("console");
    this.byAction = actions.stream().collect(toUnmodifiableMap(name -> name, OfAction::new));
  }

  OfAction unknown() {
    return unknown;
  }

  /** Of files for browsers. */
  OfAction console() {
    return console;
  }

  OfAction of(String action) {
    return byAction.get(action);
  }

  /** One action's timers. */
  final class OfAction {
    private final String action;
    private final Timer success;
    private final Map<String, Timer> byCode = new ConcurrentHashMap<>();

    private OfAction(String action) {
      this.action = action;
      this.success = register("0");
    }

    /** As metrics call it. */
    String action() {
      return action;
    }

    void record(int code, long nanos) {
      if (code == 0) {
        success.record(nanos, TimeUnit.NANOSECONDS);
      } else {
        record(Integer.toString(code), nanos);
      }
    }

    void record(String code, long nanos) {
      Timer timer = byCode.get(code);
      if (timer == null) {
        timer =
            byCode.computeIfAbsent(
                byCode.size() < MAX_CODES ? code : "other", OfAction.this::register);
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer register(String code) {
      return Timer.builder("cmq.requests")
          .description("Time from a request's headers to its answer, long polls included")
          .tag("action", action)
          .tag("code", code)
          .serviceLevelObjectives(BUCKETS)
          .register(meters);
    }
  }
}
