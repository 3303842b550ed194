package io.cmqkafka.topology;

import io.cmqkafka.queue.ShardStore;
import io.cmqkafka.queue.ShardStoreContract;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;

class StreamsShardStoreTest extends ShardStoreContract {
  private final KeyValueStore<Bytes, byte[]> state =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("state"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  StreamsShardStoreTest() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    state.init(context.getStateStoreContext(), state);
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Override
  protected ShardStore store() {
    return new StreamsShardStore(state);
  }
}
