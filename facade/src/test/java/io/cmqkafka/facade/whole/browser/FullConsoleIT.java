package io.cmqkafka.facade.whole.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.NewQueue;
import io.cmqkafka.facade.bench.client.CmqAnswer;
import io.cmqkafka.queue.QueueAttributes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The console stays fluent where there is as much as there may be. */
@EnabledIf(
    value = "io.cmqkafka.facade.whole.browser.Browser#isThere",
    disabledReason = "Chromium is not here: apt-get install chromium chromium-driver")
@Tag("nightly")
@Timeout(1_200)
class FullConsoleIT extends BrowserSession {
  private static final int QUEUES = Integer.getInteger("console.queues", 2_000);
  private static final int SUBSCRIPTIONS = 1_000;
  private static final int AT_ONCE = 8;

  /** A page that does nothing for longer hangs, also on a machine that is busy otherwise. */
  private static final long PAUSE_MS = 3_000;

  @BeforeAll
  static void start() {
    open(Map.of("max.queues", Integer.toString(QUEUES + 10)));
  }

  @Test
  void thousandsOfQueuesAreSearchedTurnedAndSorted() {
    List<String> names = IntStream.range(0, QUEUES).mapToObj("queue-%04d"::formatted).toList();
    makeQueues(names);
    String fullest = names.get(QUEUES - 3);
    server
        .queues()
        .send(server.queues().find(fullest).orElseThrow(), List.of(new byte[] {'x'}), 0)
        .join();

    // The first steps stay where they are taken.
    browser.visit("topics");
    watchForPauses();
    browser.sees("Create topic");
    browser.visit("queues");
    browser.sees("of %,d".formatted(QUEUES));
    browser.click("Last page");
    browser.until("the end", () -> lastRow().startsWith(names.get(QUEUES - 1)));
    browser.type("Search queues", "QUEUE-00");
    browser.sees("of 100");
    browser.type("Search queues", "");
    browser.sees("of %,d".formatted(QUEUES));

    // The server remembers what it was some seconds ago.
    browser.click("Visible");
    browser.until(
        Duration.ofMinutes(5),
        "the fullest first",
        () -> {
          browser.sees("In order as of");
          if (browser.firstRow().startsWith(fullest + " 1")) {
            return true;
          }
          browser.click("Refresh");
          return false;
        });
    browser.slow(Duration.ofMillis(500));
    browser.click("Refresh");
    browser.sees("Asking all of them");
    browser.click("Stop");
    browser.slow(Duration.ZERO);
    browser.click("Oldest");
    browser.sees("In order as of");
    assertThat(browser.firstRow()).startsWith(fullest + " 1");
    assertNoLongPause();
  }

  @Test
  void aThousandSubscriptionsAreShownAndPreviewed() throws IOException {
    api.create("audience");
    api.createTopic("popular");
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      CmqAnswer made =
          api.subscribeAnswer(
              "popular",
              "sub-%04d".formatted(i),
              "queue",
              "audience",
              "filterTag.1",
              "tag-" + i % 10);
      assertThat(made.ok()).as(made.message()).isTrue();
    }
    browser.visit("topics");
    watchForPauses();
    browser.visit("topics/popular/subscriptions");
    browser.sees("of 1,000");
    browser.type("Search subscriptions", "0999");
    browser.until("one", () -> browser.rows().size() == 1);
    browser.visit("topics/popular/publish");
    browser.until(
        Duration.ofMinutes(5),
        "all of them",
        () -> browser.text().contains("0 of 1,000 subscriptions would get"));
    browser.type("Tags", "tag-7");
    browser.sees("100 of 1,000 subscriptions would get");
    assertNoLongPause();
  }

  /** A busy broker may not answer in time, so what is not there yet is tried again. */
  private static void makeQueues(List<String> names) {
    List<String> missing = names;
    while (!missing.isEmpty()) {
      Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
      for (String name : missing) {
        if (underWay.size() >= AT_ONCE) {
          underWay.remove().join();
        }
        underWay.add(
            server
                .queues()
                .create(new NewQueue(name, QueueAttributes.DEFAULTS, 1, null))
                .handle((made, refused) -> null));
      }
      underWay.forEach(CompletableFuture::join);
      missing = names.stream().filter(name -> server.queues().find(name).isEmpty()).toList();
    }
  }

  private static String lastRow() {
    List<String> rows = browser.rows();
    return rows.get(rows.size() - 1);
  }

  private static void watchForPauses() {
    browser.run(
        "window.pause = 0; let last = performance.now();"
            + " setInterval(() => { const now = performance.now();"
            + " window.pause = Math.max(window.pause, now - last); last = now; }, 50)");
  }

  private static void assertNoLongPause() {
    assertThat(((Number) browser.run("return window.pause")).longValue()).isLessThan(PAUSE_MS);
  }
}
