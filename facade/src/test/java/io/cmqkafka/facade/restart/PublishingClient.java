package io.cmqkafka.facade.restart;

import io.cmqkafka.facade.TestedServer;
import io.cmqkafka.facade.bench.client.CmqConnection;
import io.cmqkafka.facade.bench.client.Endpoint;
import io.cmqkafka.facade.bench.client.SignatureMethod;
import io.cmqkafka.facade.restart.PublicationHistory.Published;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One client that publishes at random and writes down what it was answered. For one thread. */
final class PublishingClient {
  static final String TOPIC = "news";

  /** Who gets everything, and who gets what has the tag of the same name. */
  static final Set<String> EVERYTHING = Set.of("all", "all-too");

  static final Set<String> TAGGED = Set.of("red", "hook");

  private final String name;
  private final Random random;
  private final PublicationHistory history;
  private int messages;

  PublishingClient(String name, long seed, PublicationHistory history) {
    this.name = name;
    this.random = new Random(seed);
    this.history = history;
  }

  static CmqConnection connect(String url) {
    return CmqConnection.to(
        Endpoint.of(url),
        TestedServer.CREDENTIALS,
        SignatureMethod.HmacSHA1,
        Duration.ofSeconds(60));
  }

  /** Works until the server is gone. */
  void workUntilItBreaks(String url) {
    try (CmqConnection connection = connect(url)) {
      while (true) {
        Set<String> tags = new HashSet<>();
        if (random.nextInt(3) == 0) {
          tags.add("red");
        }
        // Pushes are slower than everything else.
        if (random.nextInt(20) == 0) {
          tags.add("hook");
        }
        publish(connection, 1 + random.nextInt(16), tags);
      }
    } catch (IOException e) {
      // Killed, as it was meant to be.
    }
  }

  /** One batch; its last body. */
  String publish(CmqConnection connection, int count, Set<String> tags) throws IOException {
    List<String> bodies = new ArrayList<>();
    Map<String, String> params = new HashMap<>(Map.of("topicName", TOPIC));
    for (int i = 0; i < count; i++) {
      bodies.add(name + "-" + messages++);
      params.put("msgBody." + i, bodies.get(i));
    }
    for (String tag : tags) {
      params.put("msgTag." + (params.size() - count), tag);
    }
    Set<String> places = new HashSet<>(EVERYTHING);
    places.addAll(tags);
    boolean acknowledged = false;
    try {
      acknowledged = connection.call("BatchPublishMessage", params).ok();
    } finally {
      for (String body : bodies) {
        history.add(new Published(body, places, acknowledged));
      }
    }
    return bodies.get(count - 1);
  }
}
