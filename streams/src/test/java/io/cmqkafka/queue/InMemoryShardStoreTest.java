package io.cmqkafka.queue;

/** The double keeps to the contract that the machine relies on. */
class InMemoryShardStoreTest extends ShardStoreContract {
  private final InMemoryShardStore store = new InMemoryShardStore();

  @Override
  protected ShardStore store() {
    return store;
  }
}
