package io.cmqkafka.topology;

import io.cmqkafka.copy.SeenCopies;
import io.cmqkafka.queue.Entry;
import io.cmqkafka.queue.Header;
import io.cmqkafka.queue.Parked;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.queue.QueueImage;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueStore;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.ShardStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A shard's state in a Kafka Streams store, and so in its changelog. */
final class StreamsShardStore implements ShardStore {
  private final KeyValueStore<Bytes, byte[]> store;

  StreamsShardStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public QueueStore of(QueuePartition partition) {
    return new OneQueue(partition);
  }

  @Override
  public Map<QueuePartition, QueueImage> load() {
    Map<QueuePartition, Header> headers = new HashMap<>();
    Map<QueuePartition, TreeMap<Long, Entry>> entries = new HashMap<>();
    Map<QueuePartition, List<Parked>> parked = new HashMap<>();
    Map<QueuePartition, Map<String, SeenCopies>> sources = new HashMap<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> one = all.next();
        if (one.key.equals(QueueStateKey.PROGRESS) || one.key.equals(QueueStateKey.RULES)) {
          continue;
        }
        QueueStateKey key = QueueStateKey.of(one.key);
        entries.computeIfAbsent(key.partition(), p -> new TreeMap<>());
        switch (key.kind()) {
          case QueueStateKey.HEADER ->
              headers.put(key.partition(), QueueStateCodec.header(one.value));
          case QueueStateKey.ENTRY ->
              entries.get(key.partition()).put(key.number(), QueueStateCodec.entry(one.value));
          case QueueStateKey.SOURCE ->
              sources
                  .computeIfAbsent(key.partition(), p -> new HashMap<>())
                  .put(key.name(), QueueStateCodec.seen(one.value));
          default ->
              parked
                  .computeIfAbsent(key.partition(), p -> new ArrayList<>())
                  .add(QueueStateCodec.parked(one.value));
        }
      }
    }
    Map<QueuePartition, QueueImage> images = new HashMap<>();
    entries.forEach(
        (partition, ofPartition) ->
            images.put(
                partition,
                new QueueImage(
                    headers.get(partition),
                    ofPartition,
                    parked.getOrDefault(partition, List.of()),
                    sources.getOrDefault(partition, Map.of()))));
    return images;
  }

  @Override
  public Progress loadProgress() {
    byte[] bytes = store.get(QueueStateKey.PROGRESS);
    return bytes == null ? Progress.NONE : QueueStateCodec.progress(bytes);
  }

  @Override
  public void saveProgress(Progress progress) {
    store.put(QueueStateKey.PROGRESS, QueueStateCodec.encode(progress));
  }

  @Override
  public Rules loadRules() {
    byte[] bytes = store.get(QueueStateKey.RULES);
    return bytes == null ? Rules.FIRST : QueueStateCodec.rules(bytes);
  }

  @Override
  public void saveRules(Rules rules) {
    store.put(QueueStateKey.RULES, QueueStateCodec.encode(rules));
  }

  private final class OneQueue implements QueueStore {
    private final QueuePartition partition;

    OneQueue(QueuePartition partition) {
      this.partition = partition;
    }

    @Override
    public void saveHeader(Header header) {
      store.put(key(QueueStateKey.HEADER, 0), QueueStateCodec.encode(header));
    }

    @Override
    public void removeHeader() {
      store.put(key(QueueStateKey.HEADER, 0), null);
    }

    @Override
    public void saveEntry(long offset, Entry entry) {
      store.put(key(QueueStateKey.ENTRY, offset), QueueStateCodec.encode(entry));
    }

    @Override
    public void removeEntry(long offset) {
      store.put(key(QueueStateKey.ENTRY, offset), null);
    }

    @Override
    public void saveParked(Parked parked) {
      store.put(key(QueueStateKey.PARKED, parked.number()), QueueStateCodec.encode(parked));
    }

    @Override
    public void removeParked(long number) {
      store.put(key(QueueStateKey.PARKED, number), null);
    }

    @Override
    public void saveSource(String source, SeenCopies seen) {
      store.put(QueueStateKey.ofSource(partition, source).bytes(), QueueStateCodec.encode(seen));
    }

    @Override
    public void removeSource(String source) {
      store.put(QueueStateKey.ofSource(partition, source).bytes(), null);
    }

    private Bytes key(char kind, long number) {
      return new QueueStateKey(partition, kind, number).bytes();
    }
  }
}
