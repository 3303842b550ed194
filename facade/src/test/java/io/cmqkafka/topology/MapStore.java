package io.cmqkafka.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A Streams store without Streams, to be made thousands of times a second. */
final class MapStore implements KeyValueStore<Bytes, byte[]> {
  private final TreeMap<Bytes, byte[]> values = new TreeMap<>();

  int size() {
    return values.size();
  }

  long bytes() {
    return values.values().stream().mapToLong(value -> value.length).sum();
  }

  @Override
  public void put(Bytes key, byte[] value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  @Override
  public byte[] get(Bytes key) {
    return values.get(key);
  }

  @Override
  public byte[] delete(Bytes key) {
    return values.remove(key);
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    return values.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return iterator(values.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return iterator(values);
  }

  private static KeyValueIterator<Bytes, byte[]> iterator(Map<Bytes, byte[]> entries) {
    Deque<Map.Entry<Bytes, byte[]>> left = new ArrayDeque<>();
    entries.forEach((key, value) -> left.add(Map.entry(key, value)));
    return new KeyValueIterator<>() {
      @Override
      public void close() {}

      @Override
      public Bytes peekNextKey() {
        return left.element().getKey();
      }

      @Override
      public boolean hasNext() {
        return !left.isEmpty();
      }

      @Override
      public KeyValue<Bytes, byte[]> next() {
        Map.Entry<Bytes, byte[]> next = left.remove();
        return KeyValue.pair(next.getKey(), next.getValue());
      }
    };
  }

  @Override
  public long approximateNumEntries() {
    return values.size();
  }

  @Override
  public String name() {
    return "map";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }
}
