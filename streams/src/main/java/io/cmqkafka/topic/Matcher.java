package io.cmqkafka.topic;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * Knows which subscriptions the publications of one topic are for. Immutable and thread-safe; made
 * anew when a subscription comes, changes or goes.
 *
 * <p>Making one takes time and memory in proportion to the words of all filters. A look-up does not
 * go through the subscriptions: by tags it costs as much as subscriptions name one of the
 * publication's tags, by routing key see {@link BindingKeys}; and in both cases one bit for each
 * subscription of the topic.
 *
 * @param <S> the type of a subscription
 */
public final class Matcher<S> {
  private final List<S> subscribers;
  private final Chooser chooser;

  /** Sets a bit for each place in the list of subscribers that labels choose. */
  private interface Chooser {
    void choose(Labels labels, BitSet chosen);
  }

  private Matcher(List<S> subscribers, Chooser chooser) {
    this.subscribers = subscribers;
    this.chooser = chooser;
  }

  public static <S> Matcher<S> of(
      FilterType type, List<S> subscribers, Function<? super S, Filter> filterOf) {
    List<S> all = List.copyOf(subscribers);
    return new Matcher<>(
        all,
        switch (type) {
          case TAG -> byTags(all, filterOf);
          case ROUTING -> byBindingKeys(all, filterOf);
        });
  }

  /** Each subscriber at most once, in the order in which this was given them. */
  public List<S> matching(Labels labels) {
    BitSet chosen = new BitSet(subscribers.size());
    chooser.choose(labels, chosen);
    return chosen.stream().mapToObj(subscribers::get).toList();
  }

  /** Whether there is no subscription at all. */
  public boolean isEmpty() {
    return subscribers.isEmpty();
  }

  private static <S> Chooser byTags(List<S> all, Function<? super S, Filter> filterOf) {
    TagIndex index = new TagIndex();
    for (int i = 0; i < all.size(); i++) {
      index.add(i, filterOf.apply(all.get(i)).tags());
    }
    return (labels, chosen) -> index.choose(labels.tags(), chosen);
  }

  private static <S> Chooser byBindingKeys(List<S> all, Function<? super S, Filter> filterOf) {
    BindingKeys keys = new BindingKeys();
    for (int i = 0; i < all.size(); i++) {
      for (String key : filterOf.apply(all.get(i)).bindingKeys()) {
        keys.add(i, key);
      }
    }
    return (labels, chosen) -> keys.choose(labels.routingKey(), chosen);
  }
}
