package io.cmqkafka.topic;

import java.util.List;

/**
 * What a subscription chooses by. Only one of the two counts, which one is the topic's {@link
 * FilterType}.
 *
 * @param tags on a topic of type TAG: any of them is enough; none of them chooses everything
 * @param bindingKeys on a topic of type ROUTING: any of them is enough; none of them chooses
 *     nothing. Words separated by dots; {@code *} stands for exactly one word, {@code #} for zero
 *     or more
 */
public record Filter(List<String> tags, List<String> bindingKeys) {
  public static final Filter NONE = new Filter(List.of(), List.of());

  public Filter {
    tags = List.copyOf(tags);
    bindingKeys = List.copyOf(bindingKeys);
  }
}
