package io.cmqkafka.queue.simulation;

import io.cmqkafka.copy.Copied;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Numbered items, and the writer that copies them to one queue partition. Its writes may fail while
 * later ones succeed; it goes on from a position before which all is written when it was started
 * again, and may not know that it was replaced.
 */
final class SimulatedSource {
  final String name;
  private final Random random;
  private final List<Long> items = new ArrayList<>();
  private Writer writer;

  /** One that was replaced and goes on, or null. */
  private Writer zombie;

  private static final class Writer {
    int next;
    long previous = -1;

    /** The first item of which it does not know that it is written. */
    int unknown = Integer.MAX_VALUE;

    Writer(int next) {
      this.next = next;
    }
  }

  SimulatedSource(String name, Random random) {
    this.name = name;
    this.random = random;
    writer = new Writer(0);
  }

  /** Copies were lost that had got to Kafka: all are written anew. */
  void beginAgain() {
    writer = new Writer(0);
    zombie = null;
  }

  /** The next copy that gets to Kafka, where it will have this offset. */
  Copied nextAt(long offset) {
    while (true) {
      if (random.nextInt(writer.unknown == Integer.MAX_VALUE ? 60 : 10) == 0) {
        startAgain();
      }
      Writer one = zombie != null && random.nextInt(3) == 0 ? zombie : writer;
      int item = one.next++;
      long previous = one.previous;
      one.previous = item(item);
      int fate = random.nextInt(30);
      if (fate < 3) {
        one.unknown = Math.min(one.unknown, item);
      }
      boolean written = fate >= 2;
      if (written) {
        return new Copied(offset, name, item(item), previous);
      }
    }
  }

  private void startAgain() {
    int committed = Math.min(writer.next, writer.unknown);
    if (random.nextBoolean()) {
      zombie = random.nextBoolean() ? writer : null;
    }
    writer = new Writer(committed - random.nextInt(Math.min(committed, 8) + 1));
  }

  private long item(int index) {
    while (items.size() <= index) {
      items.add((items.isEmpty() ? -1 : items.get(items.size() - 1)) + 1 + random.nextInt(3));
    }
    return items.get(index);
  }
}
