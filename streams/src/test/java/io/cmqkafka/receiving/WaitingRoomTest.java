package io.cmqkafka.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.Message;
import io.cmqkafka.Received;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.MessageLog;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.CommandLog;
import io.cmqkafka.command.Machines;
import io.cmqkafka.command.PendingReplies;
import io.cmqkafka.logtime.LogClock;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueueAttributes;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int WIDE = 64;
  private static final int MAX_INACTIVE = 3;

  private final Machines machines = new Machines(NOW);
  private final Process one = new Process("one", 60_000);
  private final Process two = new Process("two", 60_000);

  /** How many messages each partition of a queue has got. */
  private final long[] ends = new long[WIDE];

  @Test
  void aReceiveOfAQueueThatHasMessagesAsksOnePartition() {
    QueueDefinition queue = queue(WIDE);
    arrive(queue, 7, 3);
    assertThat(one.receive(queue, 1, 0).join().messages()).hasSize(1);
    // Once a look, and then a partition that is known to have some.
    assertThat(machines.commands()).hasSize(WIDE + 1);
    assertThat(one.receive(queue, 1, 0).join().messages()).hasSize(1);
    assertThat(one.receive(queue, 1, 20).join().messages()).hasSize(1);
    assertThat(machines.commands()).hasSize(WIDE + 3);
    assertThat(machines.count(QueueCommand.Release.class)).isZero();
  }

  @Test
  void receivesThatDoNotWaitAskAllPartitionsAtOnce_andShareIt() {
    QueueDefinition queue = queue(WIDE);
    List<CompletableFuture<Received>> receives = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      receives.add(new Receiving(one.tools, one.rooms, queue, 1, 0).start());
    }
    machines.process();
    assertThat(receives).allMatch(CompletableFuture::isDone);
    assertThat(receives).allMatch(received -> received.join().messages().isEmpty());
    assertThat(machines.commands()).hasSize(2 * WIDE);
    assertThat(machines.count(QueueCommand.Receive.class)).isZero();
  }

  @Test
  void aReceiveThatWaitsTakesOnePlace_andAMessageWakesOneWithoutACancel() {
    QueueDefinition queue = queue(WIDE);
    List<CompletableFuture<Received>> receives = new ArrayList<>();
    for (int i = 0; i < 234; i++) {
      receives.add(one.receive(queue, 1, 30));
    }
    assertThat(one.pending.size()).isEqualTo(234);
    assertThat(machines.commands()).hasSizeLessThanOrEqualTo(3 * WIDE);
    int before = machines.commands().size();
    arrive(queue, 40, 1);
    assertThat(receives.get(0)).isDone();
    assertThat(receives.stream().filter(CompletableFuture::isDone)).hasSize(1);
    assertThat(one.pending.size()).isEqualTo(233);
    // That partition's receive is parked anew.
    assertThat(machines.commands()).hasSize(before + 1);
    // Those who wait are many, and take several of one partition at once.
    arrive(queue, 41, 4);
    assertThat(receives.stream().filter(CompletableFuture::isDone)).hasSize(5);
    assertThat(machines.count(QueueCommand.Cancel.class)).isZero();
  }

  @Test
  void whoeverComesBackFindsTheRoomAsItWas() {
    QueueDefinition queue = queue(WIDE);
    CompletableFuture<Received> first = one.receive(queue, 1, 30);
    for (int i = 0; i < 10; i++) {
      arrive(queue, i, 1);
      assertThat(first).isDone();
      first = one.receive(queue, 1, 30);
    }
    // One look, one parked receive each; and for each message one that finds no more, and one
    // that is parked.
    assertThat(machines.commands()).hasSizeLessThanOrEqualTo(2 * WIDE + 20);
    assertThat(machines.count(QueueCommand.Cancel.class)).isZero();
  }

  @Test
  void whatIsGrantedTooMuchIsGivenBack_andIsThereForTheNext() {
    QueueDefinition queue = queue(WIDE);
    CompletableFuture<Received> only = one.receive(queue, 1, 30);
    int max = MAX_INACTIVE;
    machines.appendArrivals(
        IntStream.range(0, max).mapToObj(p -> new QueuePartition(queue.id(), p)).toList());
    IntStream.range(0, max).forEach(p -> body(queue, p, 0));
    machines.process();
    assertThat(only).isDone();
    assertThat(machines.count(QueueCommand.Release.class)).isEqualTo(max - 1);
    for (int i = 1; i < max; i++) {
      Message message = two.receive(queue, 1, 0).join().messages().get(0);
      assertThat(message.dequeueCount()).isEqualTo(1);
    }
  }

  @Test
  void aReceiveSeesWhatItsProcessHasSent_thoughAnotherReceiveWasParkedThere() {
    QueueDefinition queue = queue(4);
    one.receive(queue, 1, 30).cancel(true);
    MessageId sent = one.send(queue);
    CompletableFuture<Received> received = one.receive(queue, 1, 0);
    // The tail comes later.
    assertThat(received).isNotDone();
    machines.arrive(new QueuePartition(queue.id(), sent.partition()), 1);
    assertThat(received).isDone();
    assertThat(received.join().messages()).hasSize(1);
    assertThat(machines.count(QueueCommand.Cancel.class)).isZero();
  }

  @Test
  void aReceiveThatGoesAwayLeavesItsPlace_andTheMessageToAnother() {
    QueueDefinition queue = queue(WIDE);
    CompletableFuture<Received> gone = one.receive(queue, 1, 30);
    CompletableFuture<Received> stays = one.receive(queue, 1, 30);
    int before = machines.commands().size();
    gone.cancel(true);
    machines.process();
    assertThat(machines.commands()).hasSize(before);
    assertThat(one.pending.size()).isEqualTo(1);
    arrive(queue, 3, 1);
    assertThat(stays).isDone();
  }

  @Test
  void aSecondAfterTheLastHasGoneNothingIsParked() {
    QueueDefinition queue = queue(WIDE);
    one.receive(queue, 1, 30).cancel(true);
    long begin = System.nanoTime();
    await()
        .until(
            () -> {
              one.rooms.sweep();
              machines.process();
              return machines.count(QueueCommand.Cancel.class) == WIDE;
            });
    assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
    int before = machines.commands().size();
    arrive(queue, 5, 1);
    one.rooms.sweep();
    machines.process();
    assertThat(machines.commands()).hasSize(before);
  }

  @Test
  void aMessageThatComesWhenNobodyIsLeftIsGivenBackAtOnce() {
    QueueDefinition queue = queue(WIDE);
    one.receive(queue, 1, 30).cancel(true);
    arrive(queue, 5, 1);
    assertThat(machines.count(QueueCommand.Release.class)).isEqualTo(1);
    assertThat(two.receive(queue, 1, 0).join().messages()).hasSize(1);
  }

  @Test
  void aProcessThatStopsLeavesNothingParked() throws Exception {
    QueueDefinition queue = queue(WIDE);
    CompletableFuture<Received> waits = one.receive(queue, 1, 30);
    waits.cancel(true);
    Thread closing = new Thread(() -> close(one.rooms));
    closing.start();
    await()
        .until(
            () -> {
              machines.process();
              return !closing.isAlive();
            });
    assertThat(machines.count(QueueCommand.Cancel.class)).isEqualTo(WIDE);
    arrive(queue, 5, 1);
    assertThat(two.receive(queue, 1, 0).join().messages()).hasSize(1);
  }

  @Test
  void processesTakeTurns() {
    QueueDefinition queue = queue(4);
    List<CompletableFuture<Received>> ofOne = new ArrayList<>();
    List<CompletableFuture<Received>> ofTwo = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ofOne.add(one.receive(queue, 1, 30));
      ofTwo.add(two.receive(queue, 1, 30));
    }
    for (int i = 0; i < 4; i++) {
      arrive(queue, 0, 1);
      two.deleteAll(ofTwo);
      one.deleteAll(ofOne);
    }
    assertThat(ofOne.stream().filter(CompletableFuture::isDone)).hasSize(2);
    assertThat(ofTwo.stream().filter(CompletableFuture::isDone)).hasSize(2);
  }

  @Test
  void aFullPartitionDoesNotHideAnother_andIsNamedWhenNoOtherHasAMessage() {
    QueueDefinition queue = queue(2);
    arrive(queue, 0, MAX_INACTIVE + 1);
    assertThat(one.receive(queue, 16, 0).join().messages()).hasSize(MAX_INACTIVE + 1);
    arrive(queue, 0, 1);
    arrive(queue, 1, 1);
    assertThat(one.receive(queue, 1, 0).join().messages().get(0).id().partition()).isEqualTo(1);
    refused(one.receive(queue, 1, 0), Refusal.TOO_MANY_INACTIVE);
  }

  @Test
  void whenAllPartitionsAreFullNobodyWaits() {
    QueueDefinition queue = queue(2);
    for (int partition = 0; partition < 2; partition++) {
      arrive(queue, partition, MAX_INACTIVE + 1);
      assertThat(one.receive(queue, 16, 0).join().messages()).hasSize(MAX_INACTIVE + 1);
    }
    refused(one.receive(queue, 1, 30), Refusal.TOO_MANY_INACTIVE);
  }

  @Test
  void whatWasFullLongAgoIsLookedAtAgain() {
    QueueDefinition queue = queue(2);
    List<Message> inFlight = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      arrive(queue, partition, MAX_INACTIVE + 1);
      inFlight.addAll(one.receive(queue, 16, 0).join().messages());
    }
    refused(one.receive(queue, 1, 30), Refusal.TOO_MANY_INACTIVE);
    long full = System.nanoTime();
    inFlight.forEach(message -> two.delete(queue, message));
    machines.process();
    await().until(() -> System.nanoTime() - full > TimeUnit.MILLISECONDS.toNanos(1_100));
    CompletableFuture<Received> waits = one.receive(queue, 1, 30);
    assertThat(waits).isNotDone();
    arrive(queue, 1, 1);
    assertThat(waits.join().messages()).hasSize(1);
  }

  @Test
  void aLostReplyToAParkedReceiveFailsNobody_andItIsParkedAnew() {
    QueueDefinition queue = queue(4);
    CompletableFuture<Received> waits = one.receive(queue, 1, 30);
    one.pending.complete(
        machines.lastRequest(new QueuePartition(queue.id(), 0), QueueCommand.Receive.class),
        new Reply.Refused(Refusal.UNAVAILABLE));
    assertThat(waits).isNotDone();
    assertThat(machines.count(QueueCommand.Receive.class)).isEqualTo(4);
    await()
        .until(
            () -> {
              one.rooms.sweep();
              machines.process();
              return machines.count(QueueCommand.Receive.class) == 5;
            });
    assertThat(waits).isNotDone();
    arrive(queue, 1, 1);
    assertThat(waits.join().messages()).hasSize(1);
  }

  @Test
  void nobodyComesInOnceTheRoomsAreClosed() {
    QueueDefinition queue = queue(4);
    close(one.rooms);
    refused(one.receive(queue, 1, 30), Refusal.UNAVAILABLE);
    assertThat(machines.commands()).isEmpty();
    assertThat(one.pending.size()).isZero();
  }

  @Test
  void newAttributesHoldForWhoeverComesAfterThem() {
    QueueDefinition queue = queue(4);
    CompletableFuture<Received> before = one.receive(queue, 1, 30);
    QueueDefinition changed = withVisibility(queue, 600);
    CompletableFuture<Received> after = one.receive(changed, 1, 30);
    for (int partition = 0; partition < 2; partition++) {
      arrive(queue, partition, 1);
    }
    assertThat(before).isDone();
    assertThat(after.join().messages().get(0).nextVisibleTimeMs()).isEqualTo(NOW + 600_000);
  }

  @Test
  void whatKafkaDoesNotAnswerIsUnavailable_inTheTimeOfOneRequest() {
    QueueDefinition queue = queue(4);
    Process hasty = new Process("hasty", 300);
    long begin = System.nanoTime();
    CompletableFuture<Received> received =
        new Receiving(hasty.tools, hasty.rooms, queue, 1, 0).start();
    await().until(() -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(310));
    hasty.rooms.sweep();
    refused(received, Refusal.UNAVAILABLE);
    assertThat(hasty.pending.size()).isZero();
  }

  @Test
  void aQueueThatIsDroppedEndsTheWaits() {
    QueueDefinition queue = queue(4);
    CompletableFuture<Received> waits = one.receive(queue, 1, 30);
    machines.run(new QueuePartition(queue.id(), 2), new QueueCommand.Drop());
    refused(waits, Refusal.NO_SUCH_QUEUE);
  }

  @Test
  void whoFindsNoPlaceIsRefused() {
    QueueDefinition queue = queue(4);
    List<CompletableFuture<Received>> all = new ArrayList<>();
    for (int i = 0; i < 751; i++) {
      all.add(one.receive(queue, 1, 30));
    }
    refused(all.get(750), Refusal.OVERLOADED);
    assertThat(all.subList(0, 750)).noneMatch(CompletableFuture::isDone);
    assertThat(one.receive(queue, 1, 0)).isDone();
  }

  /** Every message is given to exactly one receive, whatever comes, waits and goes away. */
  @Test
  void nothingIsLost() {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      QueueDefinition queue = queue(1 + random.nextInt(12), "queue-" + seed);
      Set<MessageId> sent = new HashSet<>();
      Set<MessageId> got = new HashSet<>();
      List<CompletableFuture<Received>> waiting = new ArrayList<>();
      long[] ofThis = new long[queue.partitions()];
      for (int step = 0; step < 400; step++) {
        Process process = random.nextBoolean() ? one : two;
        switch (random.nextInt(5)) {
          case 0, 1 ->
              waiting.add(process.receive(queue, 1 + random.nextInt(4), random.nextInt(2) * 30));
          case 2 -> {
            if (!waiting.isEmpty()) {
              waiting.get(random.nextInt(waiting.size())).cancel(true);
            }
          }
          default -> {
            int partition = random.nextInt(queue.partitions());
            int number = 1 + random.nextInt(2);
            for (int i = 0; i < number; i++) {
              sent.add(new MessageId(partition, ofThis[partition]));
              body(queue, partition, ofThis[partition]++);
            }
            machines.arrive(new QueuePartition(queue.id(), partition), number);
          }
        }
        collect(queue, waiting, got);
      }
      waiting.forEach(one -> one.cancel(true));
      machines.process();
      for (int quiet = 0; quiet < 2; ) {
        waiting.add(two.receive(queue, 16, 0));
        quiet = collect(queue, waiting, got) ? 0 : quiet + 1;
      }
      assertThat(got).as("seed " + seed).isEqualTo(sent);
    }
  }

  /** Deletes what was received; whether there was something. */
  private boolean collect(
      QueueDefinition queue, List<CompletableFuture<Received>> waiting, Set<MessageId> got) {
    boolean some = false;
    for (CompletableFuture<Received> each : List.copyOf(waiting)) {
      if (each.isDone()) {
        waiting.remove(each);
        if (!each.isCompletedExceptionally()) {
          for (Message message : each.join().messages()) {
            assertThat(got.add(message.id())).as("given twice").isTrue();
            some = true;
            one.delete(queue, message);
          }
        }
      }
    }
    machines.process();
    return some;
  }

  private void arrive(QueueDefinition queue, int partition, int messages) {
    for (int i = 0; i < messages; i++) {
      body(queue, partition, ends[partition]++);
    }
    machines.arrive(new QueuePartition(queue.id(), partition), messages);
  }

  private void body(QueueDefinition queue, int partition, long offset) {
    for (Process process : List.of(one, two)) {
      process.cache.put(
          BodySource.of(queue, partition), offset, new StoredBody(new byte[] {1}, NOW));
    }
  }

  private static QueueDefinition queue(int partitions) {
    return Fixtures.queue("orders", new long[partitions]);
  }

  private static QueueDefinition queue(int partitions, String name) {
    return Fixtures.queue(name, new long[partitions]);
  }

  private static QueueDefinition withVisibility(QueueDefinition queue, int seconds) {
    QueueAttributes old = queue.attributes();
    return new QueueDefinition(
        queue.name(),
        queue.id(),
        queue.kafkaTopic(),
        "x",
        false,
        queue.begins(),
        new QueueAttributes(
            old.maxMsgHeapNum(),
            0,
            seconds,
            old.maxMsgSize(),
            old.msgRetentionSeconds(),
            old.rewindSeconds()),
        0,
        0);
  }

  private static void close(WaitingRooms rooms) {
    try {
      rooms.close();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(CompletableFuture<?> future, Refusal refusal) {
    assertThat(future).isCompletedExceptionally();
    Throwable failure = future.handle((value, why) -> why).join();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    assertThat(cause)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  /** One process of the cluster. */
  private final class Process {
    final PendingReplies pending;
    final BodyCache cache = new BodyCache(1 << 20);
    final MessageLog messages;
    final CommandLog commands;
    final Receiving.Tools tools;
    final WaitingRooms rooms;

    Process(String name, int timeoutMs) {
      pending = new PendingReplies(name, 1_000);
      messages =
          new MessageLog(
              Fixtures.producer(true, () -> NOW), cache, new ByteBudget(1 << 20), timeoutMs);
      commands =
          new CommandLog(
              machines.producerOf(name, pending),
              "cmq.commands",
              1,
              pending,
              new LogClock(),
              timeoutMs);
      tools =
          new Receiving.Tools(
              commands,
              messages,
              new BodyFetcher(new MockConsumer<>("none"), cache, timeoutMs),
              new ByteBudget(1 << 20),
              new ReceiptHandles(new byte[] {1}),
              new LogClock(),
              MAX_INACTIVE);
      rooms = new WaitingRooms(commands, messages, MAX_INACTIVE, timeoutMs);
    }

    CompletableFuture<Received> receive(QueueDefinition queue, int max, int waitSeconds) {
      CompletableFuture<Received> received =
          new Receiving(tools, rooms, queue, max, waitSeconds).start();
      machines.process();
      return received;
    }

    MessageId send(QueueDefinition queue) {
      return messages
          .append(queue, List.of(new byte[] {1}), 0)
          .orTimeout(10, TimeUnit.SECONDS)
          .join()
          .get(0);
    }

    void deleteAll(List<CompletableFuture<Received>> receives) {
      receives.stream()
          .filter(CompletableFuture::isDone)
          .flatMap(received -> received.join().messages().stream())
          .forEach(message -> delete(queue(4), message));
      machines.process();
    }

    void delete(QueueDefinition queue, Message message) {
      commands.tell(
          new QueuePartition(queue.id(), message.id().partition()),
          new QueueCommand.Delete(
              List.of(tools.handles().open(queue.id(), message.receiptHandle()).get().lease())));
    }
  }
}
