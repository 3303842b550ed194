package io.cmqkafka.facade.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.facade.TestedServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Publishes to topics in turn, over and over, and knows what arrived where. */
final class Publisher implements AutoCloseable {
  /** Often, and yet the machine is left to those that copy. */
  private static final int PACE_MS = 5;

  private final List<String> topics;
  private final Map<String, List<String>> published = new HashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CompletableFuture<Void> done;
  private volatile int count;

  /**
   * @param topics that were made by {@link #makeTopics}
   */
  Publisher(TestedServer server, List<String> topics) {
    this.topics = topics;
    topics.forEach(topic -> published.put(topic, new ArrayList<>()));
    done =
        CompletableFuture.runAsync(
            () -> publish(server), task -> new Thread(task, "publisher").start());
  }

  /** Each with a queue that everything is copied to. */
  static void makeTopics(Api api, List<String> topics) {
    for (String topic : topics) {
      api.createTopic(topic);
      api.create(queueOf(topic));
      api.subscribe(topic, queueOf(topic));
    }
  }

  static String queueOf(String topic) {
    return "all-" + topic;
  }

  private void publish(TestedServer server) {
    try (Api api = new Api(server)) {
      while (!stop.get()) {
        String topic = topics.get(count % topics.size());
        String body = "m" + count;
        api.publish(topic, body);
        published.get(topic).add(body);
        count++;
        TimeUnit.MILLISECONDS.sleep(PACE_MS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What was published to one topic, from this one of all publications on. */
  List<String> published(String topic, int from) {
    return published.get(topic).stream()
        .filter(body -> Integer.parseInt(body.substring(1)) >= from)
        .toList();
  }

  int published() {
    assertThat(done).isNotCompletedExceptionally();
    return count;
  }

  void awaitMore(int more) {
    int enough = published() + more;
    await().atMost(60, TimeUnit.SECONDS).until(() -> published() > enough);
  }

  void finish() throws Exception {
    stop.set(true);
    done.get(30, TimeUnit.SECONDS);
  }

  /** Once and in order. */
  void assertAllArrived(Api api, int waitSeconds) {
    published.forEach(
        (topic, bodies) -> {
          assertThat(api.take(queueOf(topic), bodies.size(), waitSeconds)).isEqualTo(bodies);
          api.assertEmpty(queueOf(topic));
        });
  }

  @Override
  public void close() {
    stop.set(true);
  }
}
