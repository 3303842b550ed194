package io.cmqkafka.topic;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which subscribers name a tag. One that names none takes everything, also what has no tag. */
final class TagIndex {
  private final BitSet takeEverything = new BitSet();
  private final Map<String, List<Integer>> byTag = new HashMap<>();

  void add(int subscriber, List<String> tags) {
    if (tags.isEmpty()) {
      takeEverything.set(subscriber);
    }
    for (String tag : tags) {
      byTag.computeIfAbsent(tag, t -> new ArrayList<>(1)).add(subscriber);
    }
  }

  void choose(List<String> tags, BitSet chosen) {
    chosen.or(takeEverything);
    for (String tag : tags) {
      byTag.getOrDefault(tag, List.of()).forEach(chosen::set);
    }
  }
}
