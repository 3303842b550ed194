package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.SkippedRecords;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Copies each publication for the subscriptions that choose it. After a failure it begins again at
 * the last committed position, so copies may be repeated. Each copy names its publication, and the
 * queue it goes to takes it once.
 */
final class FanOutProcessor extends ContextualProcessor<byte[], byte[], CopyAddress, byte[]> {
  /** At this number, chains are forgotten whose last copy was written long ago. */
  private static final int MANY_CHAINS = 10_000;

  /** A copy that was sent so many ms ago is written, or the task has failed because it was not. */
  private static final long WRITTEN_AFTER_MS = 300_000;

  /**
   * How often a copy is tried while the producer does not know its topic. Each try takes a second;
   * a topic that is gone is found to be gone in fewer tries.
   */
  private static final int MAX_ATTEMPTS = 15;

  private final CopyTargets targets;
  private final MissingTopics missing;
  private final CopyTally copies;
  private final String publicationsId;
  private final SkippedRecords skipped;

  /** The last copy that was sent along each chain since this task began. */
  private final Map<Chain, Sent> sent = new HashMap<>();

  private int manyChains = MANY_CHAINS;

  private record Chain(String subscriptionId, String life, int partition) {}

  private record Sent(String source, long number, long previous, long atMs) {}

  /**
   * @param publicationsId Kafka's own id of the topic that the publications are read from
   */
  FanOutProcessor(
      CopyTargets targets,
      MissingTopics missing,
      CopyTally copies,
      String publicationsId,
      SkippedRecords skipped) {
    this.targets = targets;
    this.missing = missing;
    this.copies = copies;
    this.publicationsId = publicationsId;
    this.skipped = skipped;
  }

  /** Called again, on the same object, when a failed task begins again. */
  @Override
  public void init(ProcessorContext<CopyAddress, byte[]> context) {
    super.init(context);
    sent.clear();
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context().recordMetadata().orElseThrow();
    try {
      long version = PublicationHeaders.catalogVersion(record.headers());
      Labels labels = PublicationHeaders.labels(record.headers());
      boolean isMark = record.value() == null && version != PublicationHeaders.NO_VERSION;
      if (record.key() == null || record.value() == null && !isMark) {
        throw new MalformedRecordException("a publication has a topic's name as key, and a body");
      }
      targets.awaitVersion(version);
      if (record.value() != null) {
        String topicName = new String(record.key(), UTF_8);
        String topicId = PublicationHeaders.topicId(record.headers());
        MessageId at = new MessageId(from.partition(), from.offset());
        CopyTargets.Chosen chosen = targets.of(topicName, topicId, at, labels);
        for (CopyTargets.Place place : chosen.places()) {
          copy(record, labels, place, from);
        }
        // Last, so that it does not count when a copy fails. The publications since the last commit
        // are repeated then, and count again, as their copies do.
        chosen.lost().forEach(copies::lost);
        forgetWritten();
      }
    } catch (MalformedRecordException e) {
      skipped.skip(from.topic(), from.partition(), from.offset(), e);
    }
  }

  private void copy(
      Record<byte[], byte[]> record, Labels labels, CopyTargets.Place place, RecordMetadata from) {
    if (missing.drops(place)) {
      copies.dropped(place);
      return;
    }
    int partition =
        place.partitions() == 0 ? CopyAddress.ANY : (int) (from.offset() % place.partitions());
    Chain chain = new Chain(place.subscriptionId(), place.life(), partition);
    String source =
        CopyHeader.ofPublications(
            publicationsId,
            from.partition(),
            PublicationHeaders.leaderEpoch(record.headers()),
            place.subscriptionId());
    long previous = previous(sent.get(chain), source, from.offset());
    Record<CopyAddress, byte[]> copy =
        new Record<>(
            new CopyAddress(place.kafkaTopic(), partition, from.offset()),
            record.value(),
            record.timestamp(),
            PublicationHeaders.ofCopy(
                labels, record.timestamp(), new CopyHeader(source, from.offset(), previous)));
    if (isSent(copy, place)) {
      sent.put(chain, new Sent(source, from.offset(), previous, context().currentSystemTimeMs()));
    } else {
      copies.dropped(place);
    }
  }

  /**
   * False when the copy is dropped. A failed copy is tried again here, because a failure would end
   * the stream thread.
   */
  private boolean isSent(Record<CopyAddress, byte[]> copy, CopyTargets.Place place) {
    for (int attempt = 1; ; attempt++) {
      try {
        context().forward(copy);
        return true;
      } catch (StreamsException | TimeoutException e) {
        if (!isAboutTheTopic(e)) {
          throw e;
        }
        if (e.getCause() instanceof TopicAuthorizationException forbidden
            && missing.mayBeForbidden(place.kafkaTopic())) {
          missing.refusesAll(place.kafkaTopic(), forbidden);
          return false;
        }
        MissingTopics.Finding finding = missing.find(place);
        if (finding == MissingTopics.Finding.GONE) {
          return false;
        }
        boolean mayGoWell =
            finding == MissingTopics.Finding.PERHAPS_THERE && e instanceof TimeoutException;
        if (!mayGoWell || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /**
   * The number of the copy that was sent before on this chain; -1 for none. Streams repeats a
   * publication when only some of its copies could be sent, and repeats many when Kafka has lost
   * records that were read. A chain of another source begins anew.
   */
  private static long previous(Sent before, String source, long number) {
    if (before == null || !before.source().equals(source) || before.number() > number) {
      return -1;
    }
    return before.number() == number ? before.previous() : before.number();
  }

  /** Whether the failure may be about this copy's topic, and not about an earlier copy. */
  private static boolean isAboutTheTopic(Exception failure) {
    return failure instanceof TimeoutException
        || failure.getCause() instanceof InvalidTopicException
        || failure.getCause() instanceof TopicAuthorizationException;
  }

  private void forgetWritten() {
    if (sent.size() > manyChains) {
      long writtenBefore = context().currentSystemTimeMs() - WRITTEN_AFTER_MS;
      sent.values().removeIf(last -> last.atMs() < writtenBefore);
      manyChains = Math.max(MANY_CHAINS, 2 * sent.size());
    }
  }
}
