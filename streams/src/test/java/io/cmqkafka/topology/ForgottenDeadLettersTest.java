package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class ForgottenDeadLettersTest {
  private final QueueProcessor processor =
      new QueueProcessor(
          (to, reply) -> {},
          new Forgetful(),
          new SkippedRecords(new SimpleMeterRegistry()),
          Rules.NEWEST);
  private boolean forgot;
  private int loads;

  @Test
  void areReadAgainFromTheStore_withTheNextCommand() {
    setUp();
    tick();
    assertThat(loads).isEqualTo(1);
    forgot = true;
    tick();
    tick();
    assertThat(loads).isEqualTo(2);
  }

  private void tick() {
    processor.process(new Record<>(new byte[0], new LoggedCommand.Tick(), 1_000));
  }

  @SuppressWarnings("unchecked")
  private void setUp() {
    KeyValueStore<Bytes, byte[]> state =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(QueueProcessor.STORE),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    state.init(context.getStateStoreContext(), state);
    context.addStateStore(
        (KeyValueStore<Bytes, byte[]>)
            Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                  loads += method.getName().equals("all") ? 1 : 0;
                  return method.invoke(state, arguments);
                }));
    context.setRecordMetadata("cmq.commands", 0, 0);
    processor.init(context);
  }

  private final class Forgetful implements OwnershipListener {
    @Override
    public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {}

    @Override
    public void advanced(int commandsPartition, long nextWake) {}

    @Override
    public void died(int commandsPartition, List<DeadLetter> letters) {}

    @Override
    public boolean forgotDeadLetters(int commandsPartition) {
      boolean was = forgot;
      forgot = false;
      return was;
    }

    @Override
    public void closed(int commandsPartition) {}
  }
}
