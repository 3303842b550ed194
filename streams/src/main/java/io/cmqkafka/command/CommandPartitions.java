package io.cmqkafka.command;

import io.cmqkafka.queue.QueuePartition;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition of the commands log decides about what. Fixed when the log is first created:
 * decisions about one thing must all be in one partition.
 *
 * @param count partitions that the commands log has, which may differ from the setting
 */
public record CommandPartitions(int count) {
  /** Decides about the catalog; its owner keeps house for the catalog. */
  public static final int CATALOG = 0;

  /** The commands partition that decides about this queue partition. */
  public int of(QueuePartition target) {
    String key = target.queueId() + "/" + target.partition();
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % count;
  }

  /** A name of no queue, for questions to the owner of that commands partition. */
  QueuePartition nobodyIn(int partition) {
    QueuePartition nobody = new QueuePartition("nobody", 0);
    while (of(nobody) != partition) {
      nobody = new QueuePartition("nobody", nobody.partition() + 1);
    }
    return nobody;
  }

  /**
   * Whether the command is in the partition that decides about it. In any other it was written by a
   * stranger, and running it would give a queue or the catalog a second, other state.
   */
  public boolean holds(int partition, LoggedCommand command) {
    if (command instanceof LoggedCommand.ForQueue one) {
      return of(one.target()) == partition;
    }
    return !(command instanceof LoggedCommand.ForCatalog) || partition == CATALOG;
  }
}
