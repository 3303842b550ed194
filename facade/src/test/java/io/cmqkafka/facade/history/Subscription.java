package io.cmqkafka.facade.history;

import java.util.List;

/**
 * A queue that subscribed to a topic before anything was published.
 *
 * @param tags any of them is enough; without any it gets everything
 */
public record Subscription(String topic, String queue, List<String> tags) implements Event {
  public Subscription {
    tags = tags == null ? List.of() : List.copyOf(tags);
  }

  boolean wants(List<String> published) {
    return tags.isEmpty() || published.stream().anyMatch(tags::contains);
  }
}
