package io.cmqkafka.copy;

/** Where is written down what was seen of the sources of one queue partition. */
public interface SourceStore {
  void saveSource(String source, SeenCopies seen);

  void removeSource(String source);
}
