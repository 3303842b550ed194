package io.cmqkafka.topic;

import java.util.List;
import java.util.Objects;

/**
 * What a publication is labelled with; subscriptions choose by it.
 *
 * @param tags in the order the publisher gave them; may be empty
 * @param routingKey words separated by dots; empty for none
 */
public record Labels(List<String> tags, String routingKey) {
  public static final Labels NONE = new Labels(List.of(), "");

  public Labels {
    tags = List.copyOf(tags);
    Objects.requireNonNull(routingKey);
  }
}
