package io.cmqkafka.numbers;

import io.cmqkafka.queue.Depth;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Looks, at the end of each slot, how full the queues are that this process decides about, from the
 * memory of their machines. Thread-safe.
 */
public final class DepthLooks {
  private final LongSupplier logTime;
  private final ToLongFunction<QueuePartition> windowStart;

  /** By owned commands partition, the slot in which it was last looked at. */
  private final Map<Integer, Long> looked = new ConcurrentHashMap<>();

  /** By commands partition, the last look, until it is taken. */
  private final Map<Integer, Look> looks = new ConcurrentHashMap<>();

  record Look(int commandsPartition, long slot, long position, Map<QueuePartition, Depth> depths) {}

  /**
   * @param logTime as far as it is known, epoch ms
   * @param windowStart see {@link QueueShard#depths}; called on stream threads
   */
  DepthLooks(LongSupplier logTime, ToLongFunction<QueuePartition> windowStart) {
    this.logTime = logTime;
    this.windowStart = windowStart;
  }

  public void opened(int commandsPartition) {
    looked.put(commandsPartition, Slot.at(logTime.getAsLong()));
  }

  /** To be called about once a second, on the thread that changes the shard. */
  public void mayLook(int commandsPartition, QueueShard shard) {
    long now = logTime.getAsLong();
    long slot = Slot.at(now);
    Long before = looked.get(commandsPartition);
    if (before != null && slot != before) {
      looked.put(commandsPartition, slot);
      Map<QueuePartition, Depth> depths = shard.depths(now, windowStart);
      looks.put(commandsPartition, new Look(commandsPartition, slot - 1, shard.position(), depths));
    }
  }

  public void closed(int commandsPartition) {
    looked.remove(commandsPartition);
  }

  /** The looks since the last call. */
  List<Look> take() {
    List<Look> taken = new ArrayList<>();
    for (Integer commandsPartition : looks.keySet()) {
      taken.add(looks.remove(commandsPartition));
    }
    return taken;
  }
}
