package io.cmqkafka.node;

import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.DeliveryEnds;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.command.ReplyReader;
import io.cmqkafka.command.ReplyRouter;
import io.cmqkafka.config.KafkaTopics;
import io.cmqkafka.logtime.LatestAppend;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.Rules;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands log, and the replies that come back. */
final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  /** What is asked for last shall still be answered. */
  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

  /** What is told last, such as that a receive waits no longer, shall still get to Kafka. */
  private static final Duration LAST_COMMANDS = Duration.ofSeconds(2);

  final LogClock clock = new LogClock();
  final PendingReplies pending;
  final CommandLog log;
  final ReplyReader replies;
  final ReplyRouter router;
  final DeliveryEnds ends;
  final Producer<byte[], byte[]> producer;

  /**
   * @param lastPushes by a delivery queue's id, null for none
   */
  Commands(Foundation base, Function<String, LastPushes> lastPushes)
      throws ExecutionException, InterruptedException, TimeoutException {
    String instanceId = base.config().process().instanceId();
    KafkaTopics names = base.names();
    int partitions = base.partitions().commands();
    int replyPartitions = base.partitions().replies();
    clock
        .ages()
        .startFrom(LatestAppend.in(base.admin(), names.commands(), partitions, base.timeoutMs()));
    producer = base.clients().commandProducer();
    // Known before the first command, the first reply to another process, and the first numbers.
    base.progress().ask(() -> producer.partitionsFor(names.commands()));
    base.progress().ask(() -> producer.partitionsFor(names.replies()));
    base.progress().ask(() -> producer.partitionsFor(names.numbers()));
    pending = new PendingReplies(instanceId, base.config().bounds().maxPendingRequests());
    log = new CommandLog(producer, names.commands(), partitions, pending, clock, base.timeoutMs());
    if (base.partitions().isNewCluster()) {
      // No older process takes part yet, so there is nobody to wait for.
      Rules offered = base.config().topology().rules().offered();
      IntStream.range(0, partitions).forEach(partition -> log.putInForce(partition, offered));
    }
    replies =
        new ReplyReader(
            base.clients().replyConsumer(),
            names.replies(),
            replyPartitions,
            instanceId,
            pending,
            base.skipped());
    router =
        new ReplyRouter(
            instanceId, pending, producer, names.replies(), replyPartitions, lastPushes);
    ends = new DeliveryEnds(log, router.unsettled(), base.meters());
    base.gauge(
        "cmq.commands.pending",
        "Commands of this process that wait for a reply",
        pending,
        PendingReplies::size);
  }

  /**
   * A receive that was given up since its client is told to go may be granted a message all the
   * same. Only a process that sees the reply can give it back: otherwise no receive gets it before
   * its visibility timeout.
   */
  void awaitReplies() throws InterruptedException {
    if (!pending.awaitThoseTakenLate(LAST_REPLIES)) {
      LOG.warn(
          "stopping while receives have no reply; a message that one of them receives comes"
              + " again when its visibility timeout has ended");
    }
  }

  /** Nothing can be told from then on. */
  void closeProducer() {
    producer.close(LAST_COMMANDS);
  }
}
