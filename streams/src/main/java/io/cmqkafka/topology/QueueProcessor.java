package io.cmqkafka.topology;

import io.cmqkafka.log.LoggedCommand;
import io.cmqkafka.log.ShardListener;
import io.cmqkafka.queue.Outbox;
import io.cmqkafka.queue.QueueShard;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Gives queue commands to the shard of their commands partition. Holds no rule of its own. */
final class QueueProcessor implements Processor<byte[], LoggedCommand, Void, Void> {
  static final String STORE = "queue-state";

  private final Outbox outbox;
  private final ShardListener listener;
  private ProcessorContext<Void, Void> context;
  private QueueShard shard;

  QueueProcessor(Outbox outbox, ShardListener listener) {
    this.outbox = outbox;
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<Void, Void> newContext) {
    context = newContext;
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(STORE);
    shard = new QueueShard(new StreamsShardStore(store));
    listener.opened(context.taskId().partition(), shard.ends());
    listener.advanced(context.taskId().partition(), shard.nextWake());
  }

  @Override
  public void process(Record<byte[], LoggedCommand> record) {
    long position = context.recordMetadata().orElseThrow().offset();
    if (record.value() instanceof LoggedCommand.ForQueue one) {
      shard.run(one.target(), one.command(), one.origin(), position, record.timestamp(), outbox);
    } else if (record.value() instanceof LoggedCommand.Tick) {
      shard.tick(position, record.timestamp(), outbox);
    }
    listener.advanced(context.taskId().partition(), shard.nextWake());
  }

  @Override
  public void close() {
    listener.closed(context.taskId().partition());
  }
}
