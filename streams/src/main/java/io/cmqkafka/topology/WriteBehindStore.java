package io.cmqkafka.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * Keeps what was written since the last commit in a map, and passes it on to the store and its
 * changelog when the next commit begins. Most entries of a queue come and go between two commits,
 * and then cost the changelog nothing. Streams' own record cache writes a tombstone for each of
 * them and sorts all keys, which would be most of the cost of a command.
 *
 * <p>It is told of a commit the way that record cache is, by {@link #flushCache()}: an interface of
 * Kafka Streams that is public but internal, so {@code WriteBehindStoreTest} holds Streams to it.
 * Changes that were not passed on before a crash are not committed either, and are decided again
 * from the log.
 */
final class WriteBehindStore extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]>
    implements KeyValueStore<Bytes, byte[]> {
  /** When so many keys are waiting, they are passed on without waiting for the commit. */
  static final int MAX_WRITTEN = 200_000;

  private static final byte[] REMOVED = new byte[0];

  private final Map<Bytes, byte[]> written = new HashMap<>();
  private final StateSize size;
  private final Runnable beforeCommit;

  private WriteBehindStore(
      KeyValueStore<Bytes, byte[]> store, StateSize size, Runnable beforeCommit) {
    super(store);
    this.size = size;
    this.beforeCommit = beforeCommit;
  }

  /**
   * @param logged builds the store behind it, with its changelog and without a cache
   * @param size is told how much it holds
   * @param beforeCommit run before what was written is passed on, on the stream's thread
   */
  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(
      StoreBuilder<KeyValueStore<Bytes, byte[]>> logged, StateSize size, Runnable beforeCommit) {
    return new StoreBuilder<>() {
      @Override
      public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingEnabled() {
        return this;
      }

      @Override
      public StoreBuilder<KeyValueStore<Bytes, byte[]>> withCachingDisabled() {
        return this;
      }

      @Override
      public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingEnabled(
          Map<String, String> config) {
        logged.withLoggingEnabled(config);
        return this;
      }

      @Override
      public StoreBuilder<KeyValueStore<Bytes, byte[]>> withLoggingDisabled() {
        logged.withLoggingDisabled();
        return this;
      }

      @Override
      public KeyValueStore<Bytes, byte[]> build() {
        return new WriteBehindStore(logged.build(), size, beforeCommit);
      }

      @Override
      public Map<String, String> logConfig() {
        return logged.logConfig();
      }

      @Override
      public boolean loggingEnabled() {
        return logged.loggingEnabled();
      }

      @Override
      public String name() {
        return logged.name();
      }
    };
  }

  @Override
  public byte[] get(Bytes key) {
    byte[] value = written.get(key);
    return value == null ? wrapped().get(key) : value == REMOVED ? null : value;
  }

  @Override
  public void put(Bytes key, byte[] value) {
    written.put(key, value == null ? REMOVED : value);
    if (written.size() >= MAX_WRITTEN) {
      passOn();
    }
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    byte[] old = get(key);
    if (old == null) {
      put(key, value);
    }
    return old;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    byte[] old = get(key);
    put(key, null);
    return old;
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    passOn();
    return wrapped().range(from, to);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    passOn();
    return wrapped().all();
  }

  @Override
  public long approximateNumEntries() {
    return wrapped().approximateNumEntries() + written.size();
  }

  /** A commit begins. */
  @Override
  public void flushCache() {
    beforeCommit.run();
    passOn();
  }

  private void passOn() {
    written.forEach(
        (key, value) -> {
          if (value != REMOVED) {
            wrapped().put(key, value);
          } else if (wrapped().get(key) != null) {
            wrapped().delete(key);
          }
        });
    written.clear();
    size.holds(this, wrapped().approximateNumEntries());
  }

  @Override
  public void clearCache() {
    written.clear();
  }

  /**
   * Drops changes that were not committed, because Streams opens this object again after a failure.
   */
  @Override
  public void close() {
    written.clear();
    size.closed(this);
    super.close();
  }
}
