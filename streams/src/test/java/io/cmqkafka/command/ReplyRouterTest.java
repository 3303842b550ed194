package io.cmqkafka.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.pushing.PushOutcomes;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.Origin;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ReplyRouterTest {
  private static final QueuePartition DELIVERY = new QueuePartition("delivery-1", 0);
  private static final Reply.Counted COUNTED = new Reply.Counted(1, 2, 3, 4, 5, 6);
  private static final PushFailure FAILURE = new PushFailure(7, "no connection", 1, 8);

  private final MockProducer<byte[], byte[]> replies =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final PendingReplies pending = new PendingReplies("me", 10);
  private final PushOutcomes outcomes = new PushOutcomes();
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private final ReplyRouter router =
      new ReplyRouter("me", pending, replies, "cmq.replies", 1, outcomes::of);

  @Test
  void theCountOfADeliveryQueueSaysHowTheLastPushFailed_toThisProcessAndToOthers()
      throws MalformedRecordException {
    outcomes.failed(DELIVERY.queueId(), FAILURE);
    assertThat(repliedHere(DELIVERY, COUNTED)).isEqualTo(COUNTED.with(new LastPushes(0, FAILURE)));
    router.about(DELIVERY).reply(new Origin("other", 9), COUNTED);
    assertThat(ReplyJson.decode(replies.history().get(0).value()))
        .isEqualTo(new ReplyJson.Addressed(9, COUNTED.with(new LastPushes(0, FAILURE))));
  }

  @Test
  void otherRepliesAndOtherQueuesStayAsTheyAre() {
    assertThat(repliedHere(DELIVERY, COUNTED)).isEqualTo(COUNTED);
    outcomes.failed(DELIVERY.queueId(), FAILURE);
    assertThat(repliedHere(DELIVERY, new Reply.Done())).isEqualTo(new Reply.Done());
    assertThat(repliedHere(new QueuePartition("queue-1", 0), COUNTED)).isEqualTo(COUNTED);
    outcomes.forget(DELIVERY.queueId());
    assertThat(repliedHere(DELIVERY, COUNTED)).isEqualTo(COUNTED);
  }

  @Test
  void aStateIsCommittedWhenItsRepliesAreInKafka() {
    MockProducer<byte[], byte[]> slow =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    ReplyRouter others = new ReplyRouter("me", pending, slow, "cmq.replies", 4, outcomes::of);
    others.flush();
    others.reply(new Origin("one", 1), new Reply.Done());
    others.reply(new Origin("another", 2), new Reply.Done());
    others.unsettled().add(new TopicPartition("other", 0), told);
    assertThat(slow.history()).hasSize(2);
    assertThat(slow.completeNext()).isTrue();
    assertThat(slow.completeNext()).isTrue();
    assertThat(flushNanos(others))
        .as("while somebody else's record is not taken")
        .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    told.complete(null);
    others.reply(new Origin("one", 3), new Reply.Done());
    assertThat(flushNanos(others))
        .as("while a reply is not taken")
        .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(slow.completeNext()).isTrue();
    others.unsettled().add(new TopicPartition("other", 0), new CompletableFuture<>());
    assertThat(flushNanos(others))
        .as("while something is not taken where something was taken meanwhile")
        .isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void whatIsTakenHoldsUpNoCommit() {
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      router.reply(new Origin("other", i), new Reply.Done());
      router.flush();
    }
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
  }

  @Test
  void aRecordThatIsRefusedAtOnceDoesNotHideTheOneBeforeIt() {
    TopicPartition partition = new TopicPartition("cmq.replies", 0);
    router.unsettled().add(partition, told);
    router.unsettled().add(partition, CompletableFuture.failedFuture(new Exception("no room")));
    assertThat(flushNanos(router)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  private static long flushNanos(ReplyRouter router) {
    long start = System.nanoTime();
    router.flush();
    return System.nanoTime() - start;
  }

  @Test
  void repliesAreWaitedForBeforeAnythingElse() {
    UnsettledRecords records = new UnsettledRecords("replies");
    List<String> asked = new ArrayList<>();
    for (int partition = 0; partition < 20; partition++) {
      records.add(new TopicPartition("commands", partition), asking("commands", asked));
    }
    records.add(new TopicPartition("replies", 0), asking("replies", asked));
    records.await();
    assertThat(asked).hasSize(21).startsWith("replies");
  }

  private static Future<Void> asking(String name, List<String> asked) {
    return new CompletableFuture<>() {
      @Override
      public Void get(long time, TimeUnit unit) {
        asked.add(name);
        return null;
      }
    };
  }

  @Test
  void aKafkaThatTakesNoRepliesHoldsUpNoCommitForLong() throws Exception {
    MockProducer<byte[], byte[]> silent =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    ReplyRouter others = new ReplyRouter("me", pending, silent, "cmq.replies", 1, outcomes::of);
    others.reply(new Origin("one", 1), new Reply.Done());
    long start = System.nanoTime();
    CompletableFuture.runAsync(others::flush).get(60, TimeUnit.SECONDS);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));

    // Nor is it waited for again by the next task, until it takes something.
    others.reply(new Origin("one", 2), new Reply.Done());
    long again = System.nanoTime();
    for (int task = 0; task < 100; task++) {
      others.flush();
    }
    assertThat(System.nanoTime() - again).isLessThan(TimeUnit.SECONDS.toNanos(60));
  }

  private Reply repliedHere(QueuePartition queue, Reply reply) {
    PendingReplies.Pending asked = pending.register(60_000);
    router.about(queue).reply(asked.origin(), reply);
    CompletableFuture<Reply> answer = asked.reply();
    assertThat(answer).isDone();
    return answer.join();
  }
}
