package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.catalog.CatalogCommand;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.topic.FilterType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class CatalogProcessorTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Reply> replies = new ArrayList<>();
  private final CatalogProcessor processor =
      new CatalogProcessor(
          (to, reply) -> replies.add(reply), new SkippedRecords(meters), Rules.NEWEST);
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private RuntimeException putFailure;

  @Test
  void aCommandThatFailsIsSkippedAndCounted_andLeavesNothingInMemory() {
    setUp();
    putFailure = new IllegalStateException("a rule was broken");
    createTopic(0);
    assertThat(replies).isEmpty();
    assertThat(meters.counter("cmq.skipped.records", "topic", "cmq.commands").count()).isOne();
    putFailure = null;
    createTopic(1);
    assertThat(replies).containsExactly(new Reply.Stored(1));
  }

  @Test
  void aStoreThatFailsStopsTheTask() {
    setUp();
    putFailure = new TaskMigratedException("somebody else has taken over", new Exception());
    assertThatExceptionOfType(TaskMigratedException.class).isThrownBy(() -> createTopic(0));
  }

  private void createTopic(long position) {
    context.setRecordMetadata("cmq.commands", 0, position);
    processor.process(
        new Record<>(
            new byte[0],
            new LoggedCommand.ForCatalog(
                new Origin("me", 1),
                new CatalogCommand.CreateTopic(
                    "news", "topic-1", 65_536, FilterType.TAG, new MessageId(0, 7), 9)),
            1_000));
  }

  @SuppressWarnings("unchecked")
  private void setUp() {
    KeyValueStore<String, byte[]> state =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(CatalogProcessor.STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    state.init(context.getStateStoreContext(), state);
    context.addStateStore(
        (KeyValueStore<String, byte[]>)
            Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("put") && putFailure != null) {
                    throw putFailure;
                  }
                  try {
                    return method.invoke(state, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
    processor.init(context);
  }
}
