package io.cmqkafka.queue;

import io.cmqkafka.copy.SourceStore;

/**
 * Where a machine writes down each change of its state, so that another process can go on from
 * there. A machine reads it only once, as a {@link QueueImage}, when it is set up.
 */
public interface QueueStore extends SourceStore {
  void saveHeader(Header header);

  void removeHeader();

  void saveEntry(long offset, Entry entry);

  void removeEntry(long offset);

  void saveParked(Parked parked);

  void removeParked(long number);
}
