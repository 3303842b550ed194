package io.cmqkafka.topology;

import io.cmqkafka.catalog.CatalogEntry;
import io.cmqkafka.catalog.CatalogStore;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Progress;
import io.cmqkafka.view.CatalogJson;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The catalog in a Kafka Streams store, in the same text form as in {@code cmq.catalog}. */
final class StreamsCatalogStore implements CatalogStore {
  static final String PROGRESS = "progress";

  private final KeyValueStore<String, byte[]> store;

  StreamsCatalogStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  @Override
  public Map<String, CatalogEntry> load() {
    Map<String, CatalogEntry> entries = new HashMap<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        if (!one.key.equals(PROGRESS)) {
          entries.put(one.key, CatalogJson.decode(one.value).entry());
        }
      }
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("the catalog's changelog was written by somebody else", e);
    }
    return entries;
  }

  @Override
  public void save(CatalogEntry entry) {
    store.put(entry.key(), CatalogJson.encode(new CatalogJson.Versioned(0, entry)));
  }

  @Override
  public void remove(String key) {
    store.delete(key);
  }

  @Override
  public Progress loadProgress() {
    byte[] bytes = store.get(PROGRESS);
    return bytes == null ? Progress.NONE : QueueStateCodec.progress(bytes);
  }

  @Override
  public void saveProgress(Progress progress) {
    store.put(PROGRESS, QueueStateCodec.encode(progress));
  }
}
