package io.cmqkafka.numbers;

import static io.cmqkafka.Measure.OLDEST_VISIBLE;
import static io.cmqkafka.Measure.SENT;
import static io.cmqkafka.Measure.VISIBLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cmqkafka.Measure;
import io.cmqkafka.Numbers.Span;
import io.cmqkafka.body.BodyCache;
import io.cmqkafka.body.BodyFetcher;
import io.cmqkafka.body.BodySource;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.InMemoryShardStore;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.QueueCommand;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.QueueShard;
import io.cmqkafka.testing.FakeAdmin;
import io.cmqkafka.testing.Fixtures;
import io.cmqkafka.testing.LogConsumer;
import io.cmqkafka.testing.SteppedClocks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One process that hears what it tells, and what the test tells in the name of another one. */
class NumbersLogTest {
  private static final TopicPartition TOPIC = new TopicPartition("cmq.numbers", 0);
  private static final QueueDefinition QUEUE = Fixtures.queue("orders", 0);
  private static final long FIRST = SteppedClocks.START_MS / Slot.MS;

  private final AtomicLong time = new AtomicLong(FIRST * Slot.MS);
  private final LogConsumer topic = new LogConsumer();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          tellFromElsewhere(record.value());
          return super.send(record, callback);
        }
      };
  private final Tally tally = new Tally();
  private final BodyCache cache = new BodyCache(1 << 20);
  private final BodyFetcher bodies = new BodyFetcher(new MockConsumer<>("none"), cache, 60_000);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final NumbersLog numbers =
      new NumbersLog(
          producer,
          topic,
          TOPIC.topic(),
          "me",
          tally,
          time::get,
          new RewindWindows(
              new FakeAdmin().admin(),
              id -> Optional.of(QUEUE),
              new SteppedClocks().ages(),
              System::nanoTime),
          new OldestTimes(bodies, new ByteBudget(1 << 20), id -> Optional.of(QUEUE)),
          id -> Set.of(0),
          new SkippedRecords(meters),
          1 << 20);
  private long end;

  @BeforeEach
  void start() {
    numbers.start().join();
    numbers.looks().opened(0);
  }

  @AfterEach
  void close() {
    numbers.close();
    bodies.close();
  }

  @Test
  void tellsWhatThisProcessSeesAndDoes_onceASlot_andHearsIt() {
    QueueShard shard = shardWith(7);
    cache.put(BodySource.of(QUEUE, 0), 0, new StoredBody(new byte[1], 4_711));
    numbers.looks().mayLook(0, shard);
    tally.add(QUEUE.id(), SENT, 7);
    time.addAndGet(Slot.MS);
    numbers.looks().mayLook(0, shard);
    numbers.looks().mayLook(0, shard);
    awaitTold(2);
    assertThat(hour(VISIBLE)).as("the slot is not closed yet").isEmpty();

    time.addAndGet(Slot.MS);
    awaitPeriods(1);
    assertThat(hour(VISIBLE)).containsExactly(7L);
    assertThat(hour(OLDEST_VISIBLE)).containsExactly(4_711L);
    assertThat(hour(SENT)).containsExactly(7L);
    assertThat(numbers.window(Span.HOUR).firstMs()).isEqualTo(FIRST * Slot.MS);
    assertThat(numbers.window(Span.HOUR).sinceMs()).isEqualTo(FIRST * Slot.MS);
  }

  @Test
  void countsThatComeLateAreCountedWhenTheyAreHeard_depthsThatComeLateAreMissing() {
    time.addAndGet(2 * Slot.MS);
    awaitPeriods(1);
    tellFromElsewhere(counts(FIRST, SENT, 3));
    tellFromElsewhere(look(FIRST, VISIBLE, 9));
    tellFromElsewhere(look(FIRST + 1, VISIBLE, 5));
    awaitHeard();
    time.addAndGet(Slot.MS);
    awaitPeriods(2);
    assertThat(hour(VISIBLE)).containsExactly(null, 5L);
    assertThat(hour(SENT)).containsExactly(null, 3L);
  }

  @Test
  void manyQueuesAreToldInSeveralRecords() {
    QueueShard shard = new QueueShard(new InMemoryShardStore());
    int queues = NumbersLog.MAX_PER_RECORD + 1;
    for (int i = 0; i < queues; i++) {
      shard.run(
          new QueuePartition("queue-" + i, 0),
          new QueueCommand.Arrived(0, 1, List.of(), List.of()),
          new Origin("", 0),
          i,
          5,
          (to, reply) -> {});
    }
    time.addAndGet(Slot.MS);
    numbers.looks().mayLook(0, shard);
    awaitTold(3);
    time.addAndGet(Slot.MS);
    awaitPeriods(1);
    for (String id : List.of("queue-0", "queue-" + (queues - 1))) {
      long[][] points = numbers.of(Fixtures.queue("any", id, "any", false, 60, 0), hour());
      assertThat(points[0][VISIBLE.ordinal()]).isEqualTo(1);
    }
  }

  @Test
  void whatIsNoNumbersIsSkipped() {
    tellFromElsewhere("nonsense".getBytes(UTF_8));
    tellFromElsewhere(look(FIRST, VISIBLE, 5));
    awaitHeard();
    time.addAndGet(2 * Slot.MS);
    awaitPeriods(1);
    assertThat(hour(VISIBLE)).containsExactly(5L);
    assertThat(meters.counter("cmq.skipped.records", "topic", "cmq.numbers").count()).isEqualTo(1);
  }

  @Test
  void whenTheClockGoesBack_orWasFarAhead_numbersBeginAnew() {
    tellFromElsewhere(look(FIRST, VISIBLE, 5));
    awaitHeard();
    time.addAndGet(2 * Slot.MS);
    awaitPeriods(1);

    time.addAndGet(-100 * Slot.MS);
    await().until(() -> numbers.window(Span.HOUR).sinceMs() < FIRST * Slot.MS);
    time.addAndGet(Slot.MS);
    awaitPeriods(1);
    assertThat(hour(VISIBLE)).containsExactly((Long) null);
  }

  @Test
  void whatWasDoneLastIsToldAtTheEnd() {
    tally.add(QUEUE.id(), SENT, 7);
    numbers.close();
    byte[] last = producer.history().get(producer.history().size() - 1).value();
    assertThat(new String(last, UTF_8)).contains("\"sent\":7");
  }

  private QueueShard shardWith(long messages) {
    QueueShard shard = new QueueShard(new InMemoryShardStore());
    shard.run(
        new QueuePartition(QUEUE.id(), 0),
        new QueueCommand.Arrived(0, messages, List.of(), List.of()),
        new Origin("", 0),
        0,
        5,
        (to, reply) -> {});
    return shard;
  }

  private synchronized void tellFromElsewhere(byte[] record) {
    topic.append(TOPIC, end++, record, 1);
  }

  private static byte[] look(long slot, Measure measure, long number) {
    return NumbersJson.encode(
        new Told(
            slot, "other", new Told.Look(0, 1, 0, 1), Map.of(QUEUE.id(), of(measure, number))));
  }

  private static byte[] counts(long slot, Measure measure, long number) {
    return NumbersJson.encode(
        new Told(slot, "other", null, Map.of(QUEUE.id(), of(measure, number))));
  }

  private static long[] of(Measure measure, long number) {
    long[] point = Point.zeros();
    point[measure.ordinal()] = number;
    return point;
  }

  private void awaitTold(int records) {
    await().until(() -> producer.history().size() >= records);
    awaitHeard();
    assertThat(producer.history()).hasSize(records);
  }

  /** Two more rounds, so that what is there has been taken. */
  private void awaitHeard() {
    int polls = topic.polls();
    await().until(() -> topic.polls() > polls + 1);
  }

  private void awaitPeriods(int periods) {
    await().until(() -> numbers.window(Span.HOUR).periods() == periods);
  }

  private io.cmqkafka.Numbers.Window hour() {
    return numbers.window(Span.HOUR);
  }

  private Long[] hour(Measure measure) {
    long[][] points = numbers.of(QUEUE, hour());
    Long[] told = new Long[points.length];
    for (int i = 0; i < told.length; i++) {
      told[i] = points[i] == null ? null : points[i][measure.ordinal()];
    }
    return told;
  }
}
