package io.cmqkafka.facade.fire;

import io.cmqkafka.facade.history.Answer;
import io.cmqkafka.facade.history.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a client received and has not deleted. For one thread. */
final class Hand {
  private static final int MOST = 40;

  private final Random random;
  private final List<Item> items = new ArrayList<>();

  private record Item(String queue, String handle) {}

  Hand(Random random) {
    this.random = random;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  boolean isFull() {
    return items.size() >= MOST;
  }

  void take(Call receive) {
    if (receive.answer() != null) {
      for (Answer.ReceivedMessage message : receive.answer().messages()) {
        items.add(new Item(receive.request().queue(), message.handle()));
      }
    }
  }

  /** The queue of any of them. */
  String anyQueue() {
    return items.get(random.nextInt(items.size())).queue();
  }

  /**
   * @return handles of that queue, at most so many
   */
  List<String> some(String queue, int max) {
    return items.stream()
        .filter(item -> item.queue().equals(queue))
        .limit(max)
        .map(Item::handle)
        .toList();
  }

  void drop(List<String> handles) {
    items.removeIf(item -> handles.contains(item.handle()));
  }

  void clear() {
    items.clear();
  }
}
