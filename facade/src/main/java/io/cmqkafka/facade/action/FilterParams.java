package io.cmqkafka.facade.action;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.Params;
import io.cmqkafka.topic.Filter;
import io.cmqkafka.topic.FilterType;
import java.util.List;

/**
 * What a subscription chooses by, as Subscribe and SetSubscriptionAttributes name it. What means
 * nothing on the topic's type is not looked at: clients send binding keys to tag topics.
 */
final class FilterParams {
  private FilterParams() {}

  static Filter read(Params params, FilterType type) {
    return switch (type) {
      case TAG -> new Filter(tags(params), List.of());
      case ROUTING -> new Filter(List.of(), bindingKeys(params));
    };
  }

  private static List<String> tags(Params params) {
    return LabelRules.tags("filterTag", params.texts("filterTag"), CmqError.TOO_MANY_FILTER_TAGS);
  }

  private static List<String> bindingKeys(Params params) {
    // The first is how the official PHP client spells it, the second how CMQ's documents do.
    return LabelRules.bindingKeys(
        "bindingKey", params.texts("bindingKey", "bindindKey", "BindingKey"));
  }
}
