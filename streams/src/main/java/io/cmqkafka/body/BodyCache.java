package io.cmqkafka.body;

import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * Keeps bodies that were just sent or read ahead, so that a receive need not ask Kafka for them.
 * Bounded in bytes; the oldest go first, because queues are read in the order they are written. (A
 * cache that favours what was read often would refuse the read-ahead, of which each body is read
 * once.) Thread-safe.
 */
public final class BodyCache {
  private final long maxBytes;
  private final LinkedHashMap<Place, StoredBody> bodies = new LinkedHashMap<>();
  private long bytes;

  private record Place(BodySource source, long offset) {}

  public BodyCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Replaces another body at this place: Kafka has lost that one, or its topic was made again. */
  public synchronized void put(BodySource source, long offset, StoredBody body) {
    StoredBody before = bodies.put(new Place(source, offset), body);
    bytes += body.weight() - (before == null ? 0 : before.weight());
    Iterator<StoredBody> eldest = bodies.values().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      bytes -= eldest.next().weight();
      eldest.remove();
    }
  }

  public synchronized StoredBody get(BodySource source, long offset) {
    return bodies.get(new Place(source, offset));
  }

  public synchronized void remove(BodySource source, long offset) {
    StoredBody removed = bodies.remove(new Place(source, offset));
    if (removed != null) {
      bytes -= removed.weight();
    }
  }

  /** Removes all bodies of a Kafka topic. Looks through the whole cache. */
  public synchronized void removeAll(String kafkaTopic) {
    bodies
        .entrySet()
        .removeIf(
            one -> {
              boolean isOfIt = one.getKey().source().kafka().topic().equals(kafkaTopic);
              bytes -= isOfIt ? one.getValue().weight() : 0;
              return isOfIt;
            });
  }

  public synchronized long bytes() {
    return bytes;
  }
}
