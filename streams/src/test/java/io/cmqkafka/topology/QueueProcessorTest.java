package io.cmqkafka.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.EndedDelivery;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Rules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class QueueProcessorTest {
  private final Mourner listener = new Mourner();
  private final QueueProcessor processor =
      new QueueProcessor(
          (to, reply) -> {}, listener, new SkippedRecords(new SimpleMeterRegistry()), Rules.NEWEST);
  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private RuntimeException putFailure;
  private boolean forgotDeadLetters;
  private int loads;

  @Test
  void aCommandThatFailsIsSkipped() {
    setUp();
    putFailure = new IllegalStateException("a rule was broken");
    assertThatCode(this::process).doesNotThrowAnyException();
  }

  @Test
  void aStoreThatFailsStopsTheTask_soThatNothingIsCommittedWithoutWhatItLost() {
    setUp();
    putFailure = new TaskMigratedException("somebody else has taken over", new Exception());
    assertThatExceptionOfType(TaskMigratedException.class).isThrownBy(this::process);
  }

  @Test
  void opened_tellsOfAllDeadLettersThatWereNotMoved() {
    setUp();
    process();
    run(1, new QueueCommand.Receive(1, 30_000, 0, 0, 9));
    run(2, new QueueCommand.Bury(List.of(new Lease(0, 0, 31_000))));
    QueuePartition partition = new QueuePartition("queue-1", 0);
    DeadLetter letter =
        new DeadLetter(partition, 0, 0, null, new Death(Death.Cause.PUSH_FAILED, 1));
    assertThat(listener.died).containsExactly(letter);

    processor.init(context);

    assertThat(listener.died).containsExactly(letter, new DeadLetter(partition, 0, 0));
  }

  @Test
  void tellsOfDeliveriesThatEndedByTime() {
    setUp();
    process();
    run(1, new QueueCommand.Receive(1, 30_000, 0, 0, 9));
    assertThat(listener.ended).isEmpty();
    // Memory is read anew with the same command.
    forgotDeadLetters = true;
    run(2, new QueueCommand.Count(0), 90_000);
    assertThat(loads).isEqualTo(2);
    assertThat(listener.ended)
        .containsExactly(
            Map.of(
                new QueuePartition("queue-1", 0),
                List.of(new EndedDelivery(new Lease(0, 0, 31_000), 31_000, false))));
  }

  private void run(long position, QueueCommand command) {
    run(position, command, 1_000);
  }

  private void run(long position, QueueCommand command, long timestamp) {
    context.setRecordMetadata("cmq.commands", 0, position);
    processor.process(
        new Record<>(
            new byte[0],
            new LoggedCommand.ForQueue(
                new QueuePartition("queue-1", 0), new Origin("me", 1), command),
            timestamp));
  }

  @Test
  void whoForgotDeadLettersIsToldOfThemAgain_asOfWhatTheStoreHolds() {
    setUp();
    process();
    assertThat(loads).isEqualTo(1);
    forgotDeadLetters = true;
    process();
    assertThat(loads).isEqualTo(2);
    process();
    assertThat(loads).isEqualTo(2);
  }

  private void process() {
    processor.process(
        new Record<>(
            new byte[0],
            new LoggedCommand.ForQueue(
                new QueuePartition("queue-1", 0),
                new Origin("me", 1),
                new QueueCommand.Arrived(0, 1, List.of(), List.of())),
            1_000));
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
    state.init(context.getStateStoreContext(), state);
    context.addStateStore(
        (KeyValueStore<Bytes, byte[]>)
            Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("put") && putFailure != null) {
                    throw putFailure;
                  }
                  loads += method.getName().equals("all") ? 1 : 0;
                  try {
                    return method.invoke(state, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
    context.setRecordMetadata("cmq.commands", 0, 0);
    processor.init(context);
  }

  private final class Mourner implements OwnershipListener {
    final List<DeadLetter> died = new ArrayList<>();
    final List<Map<QueuePartition, List<EndedDelivery>>> ended = new ArrayList<>();

    @Override
    public void ended(Map<QueuePartition, List<EndedDelivery>> deliveries) {
      ended.add(deliveries);
    }

    @Override
    public void opened(int commandsPartition, Map<QueuePartition, Long> ends) {}

    @Override
    public void advanced(int commandsPartition, long nextWake) {}

    @Override
    public void died(int commandsPartition, List<DeadLetter> letters) {
      died.addAll(letters);
    }

    @Override
    public boolean forgotDeadLetters(int commandsPartition) {
      boolean forgot = forgotDeadLetters;
      forgotDeadLetters = false;
      return forgot;
    }

    @Override
    public void closed(int commandsPartition) {}
  }
}
