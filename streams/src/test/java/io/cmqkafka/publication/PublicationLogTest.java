package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.budget.ByteBudget;
import io.cmqkafka.catalog.TopicDefinition;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.RefusedException;
import io.cmqkafka.topic.FilterType;
import io.cmqkafka.topic.Labels;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PublicationLogTest {
  private static final TopicDefinition NEWS =
      new TopicDefinition("news", "topic-1", 65_536, FilterType.TAG, null, 0, 0);
  private static final Labels LABELS = new Labels(List.of("a"), "b.c");

  /** So many records the producer has room for. */
  private int room = Integer.MAX_VALUE;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, Callback callback) {
          if (history().size() >= room) {
            callback.onCompletion(null, new BufferExhaustedException("no room"));
            return null;
          }
          return super.send(record, callback);
        }
      };
  private final PublicationLog log =
      new PublicationLog(producer, "cmq.publications", 4, new ByteBudget(10));

  @Test
  void thePublicationsOfATopicGoInOrderToOnePartition() {
    CompletableFuture<List<MessageId>> ids = append("1", "2");
    acknowledge();
    append("3");

    List<ProducerRecord<byte[], byte[]>> records = producer.history();
    assertThat(records)
        .extracting(r -> new String(r.value(), UTF_8))
        .containsExactly("1", "2", "3");
    assertThat(records).extracting(ProducerRecord::partition).containsOnly(partitionOfNews());
    assertThat(records).extracting(r -> new String(r.key(), UTF_8)).containsOnly("news");
    assertThat(ids.join()).extracting(MessageId::offset).containsExactly(0L, 1L);
  }

  @Test
  void aPublicationSaysWhichTopicsLifeItIsForAndWhatItsPublisherHadSeen() throws Exception {
    append("1");

    var headers = producer.history().get(0).headers();
    assertThat(PublicationHeaders.topicId(headers)).isEqualTo("topic-1");
    assertThat(PublicationHeaders.labels(headers)).isEqualTo(LABELS);
    assertThat(PublicationHeaders.catalogVersion(headers)).isEqualTo(7);
  }

  @Test
  void aMarkFollowsThePublicationsOfItsTopic() throws Exception {
    append("1");
    CompletableFuture<MessageId> marked = log.markVersion("news", 9);

    ProducerRecord<byte[], byte[]> mark = producer.history().get(1);
    assertThat(mark.partition()).isEqualTo(producer.history().get(0).partition());
    assertThat(mark.value()).isNull();
    assertThat(PublicationHeaders.catalogVersion(mark.headers())).isEqualTo(9);
    assertThat(marked).isNotDone();
    acknowledge();
    assertThat(marked).isCompletedWithValueMatching(at -> at.offset() == 1);
  }

  @Test
  void noMoreThanTheLimitIsOnItsWay() {
    append("12345", "67890");
    assertThat(refusalOf(append("x"))).isEqualTo(Refusal.OVERLOADED);

    acknowledge();
    assertThat(log.inflightBytes()).isZero();
    CompletableFuture<List<MessageId>> next = append("x");
    acknowledge();
    assertThat(next).isCompleted();
  }

  @Test
  void whatKafkaDoesNotTakeIsUnavailableAndNoLongerOnItsWay() {
    CompletableFuture<List<MessageId>> ids = append("1", "2");
    CompletableFuture<MessageId> marked = log.markVersion("news", 9);
    while (producer.errorNext(new TimeoutException("no answer"))) {}

    assertThat(refusalOf(ids)).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(refusalOf(marked)).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void whenTheProducerHasNoRoomNothingIsWritten_andThatIsWhatIsSaid() {
    room = 0;
    assertThat(refusalOf(append("1", "2"))).isEqualTo(Refusal.OVERLOADED);
    assertThat(producer.history()).isEmpty();
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void aBatchOfWhichTheProducerTakesAPartIsNotSaidToBeUnsent() {
    room = 3;
    CompletableFuture<List<MessageId>> ids = append("1", "2", "3", "4");
    assertThat(producer.history()).hasSize(3);
    assertThat(refusalOf(ids)).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  @Test
  void aProducerThatThrowsIsUnavailable() {
    producer.sendException = new TimeoutException("no metadata");

    assertThat(refusalOf(append("1", "2"))).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(refusalOf(log.markVersion("news", 9))).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(log.inflightBytes()).isZero();
  }

  private static int partitionOfNews() {
    // As a producer of Kafka's own would choose by the key.
    return Utils.toPositive(Utils.murmur2("news".getBytes(UTF_8))) % 4;
  }

  private void acknowledge() {
    while (producer.completeNext()) {}
  }

  private CompletableFuture<List<MessageId>> append(String... bodies) {
    return log.append(
        NEWS, List.of(bodies).stream().map(body -> body.getBytes(UTF_8)).toList(), LABELS, 7);
  }

  private static Refusal refusalOf(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    assertThatThrownBy(future::join).hasCauseInstanceOf(RefusedException.class);
    return ((RefusedException) future.handle((ok, failure) -> failure).join()).refusal();
  }
}
