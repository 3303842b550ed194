package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cmqkafka.log.Audience;
import io.cmqkafka.log.CopySource;
import io.cmqkafka.log.MissingTopics;
import io.cmqkafka.log.PublicationHeaders;
import io.cmqkafka.log.SkippedRecords;
import io.cmqkafka.topic.Labels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** What Streams does to a processor when Kafka fails it. */
class FanOutProcessorTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FanOutProcessor processor =
      new FanOutProcessor(
          new TwoPlaces(),
          new MissingTopics(null, 0, System::nanoTime, meters),
          "kafka-id",
          new SkippedRecords(meters));
  private final Context<byte[]> context = new Context<>();

  private static final class TwoPlaces implements Audience {
    @Override
    public void awaitVersion(long catalogVersion) {}

    @Override
    public List<Place> of(String topicName, String topicId, Labels labels) {
      return List.of(
          new Place("subsc-1", "queue-1", "cmq.queue.one", 1),
          new Place("subsc-2", "queue-2", "cmq.queue.two", 1));
    }
  }

  private static final class Context<B> extends MockProcessorContext<CopyAddress, B> {
    private String failing;

    @Override
    public <K extends CopyAddress, V extends B> void forward(Record<K, V> copy) {
      if (copy.key().kafkaTopic().equals(failing)) {
        throw new StreamsException("Kafka is gone");
      }
      super.forward(copy);
    }
  }

  @Test
  void aTaskThatIsOpenedAgainAfterAFailureKnowsNoCopyBefore() {
    processor.init(context);
    publish(7);
    publish(8);
    // Nothing of it was committed.
    processor.init(context);
    publish(7);
    publish(8);

    assertThat(sources("cmq.queue.one"))
        .containsExactly(source(1, 7, -1), source(1, 8, 7), source(1, 7, -1), source(1, 8, 7));
  }

  @Test
  void aPublicationThatComesAgainSaysOfItsCopiesWhatItSaidBefore() {
    processor.init(context);
    publish(7);
    context.failing = "cmq.queue.two";
    assertThatExceptionOfType(StreamsException.class).isThrownBy(() -> publish(8));
    context.failing = null;
    publish(8);
    publish(9);

    assertThat(sources("cmq.queue.one"))
        .containsExactly(source(1, 7, -1), source(1, 8, 7), source(1, 8, 7), source(1, 9, 8));
    assertThat(sources("cmq.queue.two"))
        .containsExactly(source(2, 7, -1), source(2, 8, 7), source(2, 9, 8));
  }

  private void publish(long offset) {
    context.setCurrentSystemTimeMs(1);
    context.setRecordMetadata("cmq.publications", 0, offset);
    processor.process(
        new Record<>(
            "news".getBytes(UTF_8),
            "body".getBytes(UTF_8),
            1,
            PublicationHeaders.of("topic-1", Labels.NONE, 1)));
  }

  private List<CopySource> sources(String kafkaTopic) {
    return context.forwarded().stream()
        .map(one -> one.record())
        .filter(copy -> copy.key().kafkaTopic().equals(kafkaTopic))
        .map(copy -> CopySource.in(copy.headers()))
        .toList();
  }

  private static CopySource source(int subscription, long number, long previous) {
    return new CopySource("kafka-id/0/subsc-" + subscription, number, previous);
  }
}
