package io.cmqkafka.node;

import static org.awaitility.Awaitility.await;

import io.cmqkafka.arrival.Arrivals;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.command.ReplyReader;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.numbers.Tally;
import io.cmqkafka.retention.Retention;
import io.cmqkafka.retention.TimeToLive;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import io.cmqkafka.view.CatalogView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thread whose Kafka client fails at once, again and again, must not do so in a tight loop. */
class WorkersRestTest {
  private final LogConsumer consumer = new LogConsumer();
  private final SkippedRecords skipped = new SkippedRecords(new SimpleMeterRegistry());
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final BodyCache cache = new BodyCache(1 << 20);
  private volatile RuntimeException failing;

  static List<RuntimeException> failures() {
    return List.of(
        new TimeoutException("not now"),
        new IllegalArgumentException("nothing that a client should throw"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theCatalogView(RuntimeException failure) {
    failing = failure;
    consumer.atNextPoll(this::fail);
    try (CatalogView view = new CatalogView(consumer, consumer, "cmq.catalog", skipped)) {
      view.start();
      restsAndGoesOn("cmq-catalog-view");
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theReplyReader(RuntimeException failure) {
    failing = failure;
    consumer.atNextPoll(this::fail);
    try (ReplyReader reader = new ReplyReader(consumer, "cmq.replies", 1, "me", pending, skipped)) {
      reader.start();
      restsAndGoesOn("cmq-reply-reader");
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theBodyFetcher(RuntimeException failure) {
    failing = failure;
    consumer.atNextPoll(this::fail);
    try (BodyFetcher fetcher = new BodyFetcher(consumer, cache, 60_000)) {
      fetcher.start();
      fetcher.fetch(BodySource.of(Fixtures.queue("orders", 0), 0), 0);
      restsAndGoesOn("cmq-body-fetcher");
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void theTail(RuntimeException failure) {
    failing = failure;
    CommandLog log =
        new CommandLog(
            Fixtures.producer(true), Fixtures.COMMANDS, 1, pending, new LogClock(), 60_000);
    LogConsumer catalogLog = new LogConsumer();
    try (CatalogView catalog = new CatalogView(catalogLog, catalogLog, "cmq.catalog", skipped);
        Arrivals arrivals =
            new Arrivals(
                consumer,
                catalog,
                log,
                cache,
                new Retention(new FakeAdmin().admin(), log, new AgeClock(), 1_000),
                new TimeToLive(new FakeAdmin().admin(), log, new AgeClock(), 1_000),
                new Tally(),
                skipped,
                topic -> new CompletableFuture<>())) {
      catalogLog.append(Fixtures.entry(0, Fixtures.queue("orders", 0)));
      catalog.start().join();
      consumer.atNextPoll(this::fail);
      arrivals.own(0, Map.of());
      arrivals.start();
      restsAndGoesOn("cmq-arrivals");
    }
  }

  /** Fails at each poll. */
  private void fail() {
    RuntimeException failure = failing;
    if (failure != null) {
      consumer.atNextPoll(this::fail);
      throw failure;
    }
  }

  private void restsAndGoesOn(String thread) {
    await().until(() -> isResting(thread));
    failing = null;
    int polls = consumer.polls();
    await().until(() -> consumer.polls() > polls);
  }

  private static boolean isResting(String name) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(one -> one.getKey().getName().equals(name))
        .anyMatch(
            one -> Arrays.stream(one.getValue()).anyMatch(at -> at.getMethodName().equals("rest")));
  }
}
