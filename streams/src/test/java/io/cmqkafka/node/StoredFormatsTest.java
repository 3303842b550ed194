package io.cmqkafka.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.DelayHeaders;
import io.cmqkafka.cluster.OfferedRules;
import io.cmqkafka.command.CommandJson;
import io.cmqkafka.command.LoggedCommand;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.publication.PublicationHeaders;
import io.cmqkafka.queue.Lease;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueuePartition;
import io.cmqkafka.queue.ReceiptHandles;
import io.cmqkafka.queue.Rules;
import io.cmqkafka.topic.Labels;
import io.cmqkafka.view.CatalogView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * What one process writes and another one reads, of another build perhaps, and that is in no golden
 * log: its form stays as it is here.
 */
class StoredFormatsTest {

  @Test
  void receiptHandles() {
    ReceiptHandles handles = new ReceiptHandles("secret".getBytes(UTF_8));
    Lease lease = new Lease(7, 9, 1_700_000_030_000L);
    String handle = "AAAAAwAAAAAAAAAHAAAAAAAAAAkAAAGLz-XdMDKsbvHqZi-RS6xecFjO";
    assertThat(handles.of(new QueuePartition("queue-1", 3), lease)).isEqualTo(handle);
    assertThat(handles.open("queue-1", handle))
        .isEqualTo(Optional.of(new ReceiptHandles.Opened(3, lease)));
  }

  @Test
  void messageIds() {
    assertThat(new MessageId(0, 7)).hasToString("281474976710663");
    assertThat(new MessageId(63, (1L << 48) - 1)).hasToString("18295873486192639");
  }

  @Test
  void headersOfCopies() throws MalformedRecordException {
    CopyHeader source =
        new CopyHeader(
            CopyHeader.ofPublications("AAAAAAAAAAAAAAAAAAAA-a", 2, 5, "subsc-abcdefgh"), 77, -1);
    Headers headers =
        PublicationHeaders.ofCopy(new Labels(List.of("a", "é"), ""), 1_700_000_000_000L, source);
    assertThat(texts(headers))
        .containsExactly(
            "cmq-tags=[\"a\",\"é\"]",
            "cmq-publish-time=1700000000000",
            "cmq-source=AAAAAAAAAAAAAAAAAAAA-a/2/5/subsc-abcdefgh:77:-1");
    assertThat(CopyHeader.in(headers)).isEqualTo(source);
    assertThat(CopyHeader.in(headers).publicationsPartition()).hasValue(2);
    assertThat(CopyHeader.ofPublications("AAAAAAAAAAAAAAAAAAAA-a", 2, -1, "subsc-abcdefgh"))
        .isEqualTo("AAAAAAAAAAAAAAAAAAAA-a/2/subsc-abcdefgh");
    assertThat(CopyHeader.ofDeadLetters("queue-1", 3)).isEqualTo("queue-1/3");
    assertThat(PublicationHeaders.labels(headers)).isEqualTo(new Labels(List.of("a", "é"), ""));
    assertThat(PublicationHeaders.publishTimeMs(headers, 0)).isEqualTo(1_700_000_000_000L);
  }

  @Test
  void headersOfPublications() throws MalformedRecordException {
    Headers headers = PublicationHeaders.of("topic-1", new Labels(List.of(), "a.b"), 12);
    assertThat(texts(headers))
        .containsExactly("cmq-catalog-version=12", "cmq-topic-id=topic-1", "cmq-routing-key=a.b");
    assertThat(PublicationHeaders.topicId(headers)).isEqualTo("topic-1");
    assertThat(PublicationHeaders.catalogVersion(headers)).isEqualTo(12);
    assertThat(PublicationHeaders.labels(headers)).isEqualTo(new Labels(List.of(), "a.b"));
  }

  @Test
  void headersOfDelays() {
    assertThat(texts(DelayHeaders.of(5_000, 1_700_000_000_000L)))
        .containsExactly("cmq-deliver-at=1700000005000", "cmq-delay-ms=5000");
    RecordHeaders absolute = new RecordHeaders();
    absolute.add("cmq-deliver-at", "1700000005000".getBytes(UTF_8));
    assertThat(DelayHeaders.due(absolute, 1)).isEqualTo(1_700_000_005_000L);
    assertThat(DelayHeaders.due(DelayHeaders.of(5_000, 7), 1)).isEqualTo(5_001);
  }

  @Test
  void whatProcessesSayOfRules() throws MalformedRecordException {
    assertThat(OfferedRules.addTo("cmq-queues-me", new Rules(12)))
        .isEqualTo("cmq-queues-me-rules12");
    assertThat(OfferedRules.in("cmq-queues-me-rules12-StreamThread-1-consumer"))
        .isEqualTo(new Rules(12));
    assertThat(CommandJson.decode("{\"command\":\"PutInForce\",\"rules\":12}".getBytes(UTF_8)))
        .isEqualTo(new LoggedCommand.PutInForce(new Rules(12)));
    assertThat(CatalogView.VERSION_HEADER).isEqualTo("cmq-version");
  }

  private static List<String> texts(Headers headers) {
    return Arrays.stream(headers.toArray())
        .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .toList();
  }
}
