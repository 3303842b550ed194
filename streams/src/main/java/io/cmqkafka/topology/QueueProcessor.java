package io.cmqkafka.topology;

import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.logging.LogLimit;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.queue.UnknownRulesException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives queue commands to the shard of their commands partition. Holds no rule of its own. */
final class QueueProcessor implements Processor<byte[], LoggedCommand, Void, Void> {
  static final String STORE = "queue-state";

  /** How often it reports the parked receives, and lets the queues be looked at. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(QueueProcessor.class);

  private final LogLimit logged = new LogLimit();

  private final Outbox outbox;
  private final OwnershipListener listener;
  private final SkippedRecords skipped;
  private final Rules newest;
  private ProcessorContext<Void, Void> context;
  private QueueShard shard;

  /**
   * @param newest the newest rules that can be decided by here
   */
  QueueProcessor(Outbox outbox, OwnershipListener listener, SkippedRecords skipped, Rules newest) {
    this.outbox = outbox;
    this.listener = listener;
    this.skipped = skipped;
    this.newest = newest;
  }

  @Override
  public void init(ProcessorContext<Void, Void> newContext) {
    context = newContext;
    setUp();
    listener.opened(context.taskId().partition(), shard.ends());
    listener.decidesBy(context.taskId().partition(), shard.rules());
    tell();
    listener.parkedReceives(context.taskId().partition(), shard.parkedReceives());
    context.schedule(
        LOOK,
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          listener.parkedReceives(context.taskId().partition(), shard.parkedReceives());
          listener.mayLook(context.taskId().partition(), shard);
        });
  }

  @Override
  public void process(Record<byte[], LoggedCommand> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    try {
      run(record.value(), place.offset(), record.timestamp());
    } catch (KafkaException | UnknownRulesException e) {
      // The command is not at fault: this process was fenced, its changelog has a hole, or other
      // processes must decide from here on.
      throw e;
    } catch (RuntimeException e) {
      // A command that no machine can take must not hold up the others, now and after each restart.
      // Its changes in the store stay, and memory is read anew from the store.
      if (logged.isDue("skipped")) {
        LOG.error("a command failed and is skipped", e);
      }
      skipped.skip(place.topic(), place.partition(), place.offset(), e);
      setUp();
    }
    tell();
  }

  @Override
  public void close() {
    listener.closed(context.taskId().partition());
  }

  private void setUp() {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(STORE);
    shard = new QueueShard(new StreamsShardStore(store), newest);
  }

  private void tell() {
    int commandsPartition = context.taskId().partition();
    listener.advanced(commandsPartition, shard.nextWake());
    listener.ahead(commandsPartition, shard.aheadMs());
    Map<QueuePartition, List<EndedDelivery>> ended = shard.newlyEnded();
    if (!ended.isEmpty()) {
      listener.ended(ended);
    }
    // Reads memory anew, so nothing that is only there may be untold.
    if (listener.forgotDeadLetters(commandsPartition)) {
      setUp();
    }
    List<DeadLetter> dead = shard.newlyDead();
    if (!dead.isEmpty()) {
      listener.died(commandsPartition, dead);
    }
  }

  private void run(LoggedCommand command, long position, long timestamp) {
    if (command instanceof LoggedCommand.ForQueue one) {
      Outbox about = outbox.about(one.target());
      shard.run(one.target(), one.command(), one.origin(), position, timestamp, about);
    } else if (command instanceof LoggedCommand.Tick) {
      shard.tick(position, timestamp, outbox);
    } else if (command instanceof LoggedCommand.PutInForce newer) {
      shard.putInForce(newer.rules(), position, timestamp);
      listener.decidesBy(context.taskId().partition(), shard.rules());
    }
  }
}
