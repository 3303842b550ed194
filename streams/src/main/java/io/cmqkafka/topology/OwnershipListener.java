package io.cmqkafka.topology;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueuePartition;
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
   * The commands partition is decided about by these rules: after it was opened, and by each
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
   * Told with each command.
   *
   * @param ms how far log time is ahead of the command's own timestamp
   */
  default void ahead(int commandsPartition, long ms) {}

  /**
   * Messages became dead letters, and are to be moved to the dead-letter queue. Told again of those
   * that are not moved yet whenever the commands partition is opened.
   *
   * @param letters for each queue partition in the order of their burials
   */
  void died(int commandsPartition, List<DeadLetter> letters);

  /**
   * Whether dead letters of this commands partition that were told of have been forgotten, and all
   * that are not moved yet are to be told of again. Says so once.
   */
  default boolean forgotDeadLetters(int commandsPartition) {
    return false;
  }

  /**
   * These receives wait for messages. Told about once a second.
   *
   * @param receives by queue partition, who asked
   */
  default void parkedReceives(int commandsPartition, Map<QueuePartition, List<Origin>> receives) {}

  void closed(int commandsPartition);
}
