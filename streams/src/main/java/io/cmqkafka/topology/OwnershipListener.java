package io.cmqkafka.topology;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Rules;
import java.util.List;
import java.util.Map;

/**
 * Told by the topology which commands partitions this process decides about. Called on its threads.
 */
public interface OwnershipListener {

  /**
   * This process decides about the commands partition from now on.
   *
   * @param ends per queue partition with state, one past the last message it knows of
   */
  void opened(int commandsPartition, Map<QueuePartition, Long> ends);

  /**
   * Called with the rules in force in a commands partition: after it was opened, and after each
   * change.
   */
  default void decidesBy(int commandsPartition, Rules rules) {}

  /**
   * A command was processed.
   *
   * @param nextWake log time, epoch ms, at which a tick is needed; {@link Long#MAX_VALUE} for none
   */
  void advanced(int commandsPartition, long nextWake);

  /**
   * Called with each command.
   *
   * @param ms how far log time is ahead of the command's own timestamp
   */
  default void ahead(int commandsPartition, long ms) {}

  /**
   * Messages became dead letters, and must be moved to their dead-letter queue. Letters that are
   * not moved yet are announced again whenever the commands partition is opened.
   *
   * @param letters for each queue partition in the order of their burials
   */
  void died(int commandsPartition, List<DeadLetter> letters);

  /**
   * Deliveries ended that no command named. A repeated input announces them again.
   *
   * @param deliveries by queue partition, in the order of their ends
   */
  default void ended(Map<QueuePartition, List<EndedDelivery>> deliveries) {}

  /**
   * Whether announced letters of this commands partition were forgotten, so that all letters not
   * moved yet must be announced again. True once for each time.
   */
  default boolean forgotDeadLetters(int commandsPartition) {
    return false;
  }

  /**
   * The parked receives of a commands partition. Called about once a second.
   *
   * @param receives by queue partition, the askers
   */
  default void parkedReceives(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {}

  /**
   * A chance to look at how full the queues of a commands partition are. Called about once a
   * second; a look costs something only when it is taken.
   *
   * @param shard to be looked at during the call only, and not changed
   */
  default void mayLook(int commandsPartition, QueueShard shard) {}

  void closed(int commandsPartition);
}
