package io.cmqkafka.copy;

/** Stores what one queue partition has seen of each source. */
public interface SourceStore {
  void saveSource(String source, SeenCopies seen);

  void removeSource(String source);
}
