package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.body.MoveHeaders;
import io.cmqkafka.body.StoredBody;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.Labels;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PublicationCopyTest {
  private static final long APPENDED = 1_700_000_000_500L;
  private static final MessageId PLACE = new MessageId(0, 9);
  private static final Labels LABELS = new Labels(List.of("a", "ü"), "x.y");

  @Test
  void aCopyTellsOfItsPublication() {
    CopyHeader source =
        new CopyHeader(CopyHeader.ofPublications("topicId", 5, 2, "subsc-abcdefgh"), 77, -1);
    assertThat(copyOf(PublicationHeaders.ofCopy(LABELS, APPENDED - 7, source)))
        .isEqualTo(new PublicationCopy(new MessageId(5, 77), LABELS, APPENDED - 7));
  }

  @Test
  void whatWasGivenUpAndCameBackIsKnownAsWhatItWasPublished() {
    Headers headers = new RecordHeaders();
    headers.add(MoveHeaders.PUBLISHED_ID, new MessageId(5, 77).toString().getBytes(UTF_8));
    new CopyHeader(CopyHeader.ofRedriven("queue-dead", 0), 3, -1).addTo(headers);
    assertThat(copyOf(headers).id()).isEqualTo(new MessageId(5, 77));
  }

  @Test
  void aRecordOfAnotherProducerStandsForItself() {
    assertThat(copyOf(new RecordHeaders()))
        .isEqualTo(new PublicationCopy(PLACE, Labels.NONE, APPENDED));
  }

  @Test
  void headersThatMakeNoSenseAreIgnored() {
    Headers headers =
        new RecordHeaders()
            .add(PublicationHeaders.TAGS, "[1".getBytes(UTF_8))
            .add(PublicationHeaders.PUBLISH_TIME, "soon".getBytes(UTF_8))
            .add(CopyHeader.HEADER, "here".getBytes(UTF_8));
    assertThat(copyOf(headers)).isEqualTo(new PublicationCopy(PLACE, Labels.NONE, APPENDED));
  }

  @Test
  void aTagThatIsNoTextIsNoLabel() {
    Headers headers =
        new RecordHeaders().add(PublicationHeaders.TAGS, "[\"a\",\"\\ud800\"]".getBytes(UTF_8));
    assertThat(copyOf(headers)).isEqualTo(new PublicationCopy(PLACE, Labels.NONE, APPENDED));
  }

  private static PublicationCopy copyOf(Headers headers) {
    return PublicationCopy.of(
        PLACE, new StoredBody(new byte[1], APPENDED, List.of(headers.toArray())));
  }
}
