package io.cmqkafka.topic;

import java.util.List;

/**
 * The attributes of a subscription that a caller named; {@code null} keeps the value that is in
 * force, an empty list clears.
 */
public record SubscriptionChanges(
    NotifyStrategy notifyStrategy,
    NotifyContentFormat notifyContentFormat,
    List<String> filterTags,
    List<String> bindingKeys) {

  /** Clears the tags; the subscription then receives everything. */
  public static final SubscriptionChanges CLEAR_TAGS =
      new SubscriptionChanges(null, null, List.of(), null);

  public SubscriptionChanges {
    filterTags = filterTags == null ? null : List.copyOf(filterTags);
    bindingKeys = bindingKeys == null ? null : List.copyOf(bindingKeys);
  }

  public Filter appliedTo(Filter old) {
    return new Filter(
        filterTags == null ? old.tags() : filterTags,
        bindingKeys == null ? old.bindingKeys() : bindingKeys);
  }
}
