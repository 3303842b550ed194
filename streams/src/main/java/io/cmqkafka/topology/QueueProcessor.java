package io.cmqkafka.topology;

import io.cmqkafka.log.LoggedCommand;
import io.cmqkafka.log.ShardListener;
import io.cmqkafka.log.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.QueueShard;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
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
  private static final Logger LOG = LoggerFactory.getLogger(QueueProcessor.class);

  private final Outbox outbox;
  private final ShardListener listener;
  private final SkippedRecords skipped;
  private ProcessorContext<Void, Void> context;
  private QueueShard shard;

  QueueProcessor(Outbox outbox, ShardListener listener, SkippedRecords skipped) {
    this.outbox = outbox;
    this.listener = listener;
    this.skipped = skipped;
  }

  @Override
  public void init(ProcessorContext<Void, Void> newContext) {
    context = newContext;
    setUp();
    listener.opened(context.taskId().partition(), shard.ends());
    tell();
  }

  @Override
  public void process(Record<byte[], LoggedCommand> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    try {
      run(record.value(), place.offset(), record.timestamp());
    } catch (KafkaException e) {
      // Of the store, not of the command: this process was fenced, or its changelog has a hole.
      throw e;
    } catch (RuntimeException e) {
      // A command no machine can take must not hold up all others, now and after each restart. What
      // the store has of it stays; memory goes back to what the store says.
      LOG.error("a command failed and is skipped", e);
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
    shard = new QueueShard(new StreamsShardStore(store));
  }

  private void tell() {
    int commandsPartition = context.taskId().partition();
    listener.advanced(commandsPartition, shard.nextWake());
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
      shard.run(one.target(), one.command(), one.origin(), position, timestamp, outbox);
    } else if (command instanceof LoggedCommand.Tick) {
      shard.tick(position, timestamp, outbox);
    }
  }
}
