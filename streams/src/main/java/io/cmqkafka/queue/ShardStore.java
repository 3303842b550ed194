package io.cmqkafka.queue;

import java.util.Map;

/** Where a {@link QueueShard} writes down its state; read once, when the shard is set up. */
public interface ShardStore {

  /** The part of the store that belongs to one queue partition. */
  QueueStore of(QueuePartition partition);

  /** Every queue partition the store holds anything of. */
  Map<QueuePartition, QueueImage> load();

  /** {@link Progress#NONE} in a new store. */
  Progress loadProgress();

  void saveProgress(Progress progress);

  /** {@link Rules#FIRST} when none were saved. */
  Rules loadRules();

  void saveRules(Rules rules);
}
