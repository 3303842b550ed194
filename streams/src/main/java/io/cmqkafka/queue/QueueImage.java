package io.cmqkafka.queue;

import io.cmqkafka.copy.SeenCopies;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A queue partition's whole state as a store keeps it.
 *
 * @param header null for a queue partition of which nothing is known yet
 * @param sources by name, what was seen of them
 */
public record QueueImage(
    Header header,
    SortedMap<Long, Entry> entries,
    List<Parked> parked,
    Map<String, SeenCopies> sources) {

  public static QueueImage empty() {
    return new QueueImage(null, new TreeMap<>(), List.of(), Map.of());
  }
}
