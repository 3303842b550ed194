package io.cmqkafka.retention;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.logtime.AgeClock;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** Tells machines which messages have outlived their queue's retention. */
public final class Retention {
  private final AgeWatch watch;

  public Retention(Admin admin, CommandLog log, AgeClock ages, long timeoutMs) {
    watch =
        new AgeWatch(
            admin,
            log,
            ages,
            timeoutMs,
            (partition, before) -> log.tell(partition, new QueueCommand.Trim(before)));
  }

  /** See {@link AgeWatch#watch}. */
  public void watch(
      QueuePartition partition, TopicPartition kafka, long retentionMs, long begin, long end) {
    watch.watch(partition, kafka, retentionMs, begin, end);
  }

  public void forget(QueuePartition partition) {
    watch.forget(partition);
  }

  /** See {@link AgeWatch#arrived}. */
  public void arrived(QueuePartition partition, long oldestMs, long end) {
    watch.arrived(partition, oldestMs, end);
  }

  /** Looks at what may have expired. Blocks for as long as Kafka takes, within the timeout. */
  public void expire() throws ExecutionException, InterruptedException, TimeoutException {
    watch.look();
  }
}
