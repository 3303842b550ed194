package io.cmqkafka.queue;

import io.cmqkafka.copy.SeenCopies;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link ShardStore} in memory that can be copied, compared and asked how much was read from it
 * and written to it.
 */
public final class InMemoryShardStore implements ShardStore {
  /** All that a store holds; equal contents are equal state. */
  public record Contents(
      Progress progress, Rules rules, SortedMap<QueuePartition, QueueImage> images) {}

  private final SortedMap<QueuePartition, Part> parts = new TreeMap<>();
  private Progress progress = Progress.NONE;
  private Rules rules = Rules.FIRST;
  private long reads;
  private long writes;

  public InMemoryShardStore copy() {
    InMemoryShardStore copy = new InMemoryShardStore();
    copy.progress = progress;
    copy.rules = rules;
    parts.forEach((partition, part) -> copy.parts.put(partition, copy.new Part(part)));
    return copy;
  }

  public Contents contents() {
    return new Contents(progress, rules, images());
  }

  /** How many headers, entries, parked receives, sources and progresses were read. */
  public long reads() {
    return reads;
  }

  /** How many headers, entries, parked receives, sources and progresses were saved or removed. */
  public long writes() {
    return writes;
  }

  /** How many headers, entries, parked receives and sources it holds. */
  public int size() {
    return parts.values().stream().mapToInt(Part::size).sum();
  }

  /** What it holds of one queue partition. */
  public QueueImage imageOf(QueuePartition partition) {
    return parts.containsKey(partition) ? parts.get(partition).image() : QueueImage.empty();
  }

  @Override
  public QueueStore of(QueuePartition partition) {
    return parts.computeIfAbsent(partition, nothingYet -> new Part());
  }

  @Override
  public Map<QueuePartition, QueueImage> load() {
    reads += size();
    return images();
  }

  @Override
  public Progress loadProgress() {
    reads++;
    return progress;
  }

  @Override
  public void saveProgress(Progress progress) {
    writes++;
    this.progress = progress;
  }

  @Override
  public Rules loadRules() {
    return rules;
  }

  @Override
  public void saveRules(Rules rules) {
    this.rules = rules;
  }

  private SortedMap<QueuePartition, QueueImage> images() {
    SortedMap<QueuePartition, QueueImage> images = new TreeMap<>();
    parts.forEach(
        (partition, part) -> {
          if (part.size() > 0) {
            images.put(partition, part.image());
          }
        });
    return images;
  }

  private final class Part implements QueueStore {
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final TreeMap<Long, Parked> parked = new TreeMap<>();
    private final TreeMap<String, SeenCopies> sources = new TreeMap<>();
    private Header header;

    Part() {}

    Part(Part other) {
      header = other.header;
      entries.putAll(other.entries);
      parked.putAll(other.parked);
      sources.putAll(other.sources);
    }

    int size() {
      return (header == null ? 0 : 1) + entries.size() + parked.size() + sources.size();
    }

    QueueImage image() {
      return new QueueImage(
          header, new TreeMap<>(entries), List.copyOf(parked.values()), new TreeMap<>(sources));
    }

    @Override
    public void saveHeader(Header header) {
      writes++;
      this.header = header;
    }

    @Override
    public void removeHeader() {
      writes++;
      header = null;
    }

    @Override
    public void saveEntry(long offset, Entry entry) {
      writes++;
      entries.put(offset, entry);
    }

    @Override
    public void removeEntry(long offset) {
      writes++;
      entries.remove(offset);
    }

    @Override
    public void saveParked(Parked waiting) {
      writes++;
      parked.put(waiting.number(), waiting);
    }

    @Override
    public void removeParked(long number) {
      writes++;
      parked.remove(number);
    }

    @Override
    public void saveSource(String source, SeenCopies seen) {
      writes++;
      sources.put(source, seen);
    }

    @Override
    public void removeSource(String source) {
      writes++;
      sources.remove(source);
    }
  }
}
