package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.Death.Cause;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.QueuePartition;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoveHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "RECEIVED_TOO_OFTEN, received too often",
    "TOO_OLD, too old",
    "PUSH_FAILED, push failed"
  })
  void ofADeadLetterTellWhereAndWhyItDied(Cause cause, String words) {
    assertThat(of(null, new Death(cause, 3)))
        .containsExactly(
            "cmq-moved-from=news.mail",
            "cmq-moved-id=562949953421319",
            "cmq-moved-because=" + words,
            "cmq-receive-count=3",
            "cmq-sent-at=5");
  }

  @Test
  void ofADeathThatNobodySawDoNotTellWhy() {
    assertThat(of(null, null))
        .containsExactly(
            "cmq-moved-from=news.mail", "cmq-moved-id=562949953421319", "cmq-sent-at=5");
  }

  @Test
  void ofWhatWasRedrivenSaySo() {
    assertThat(of("queue-mail", null))
        .containsExactly(
            "cmq-moved-from=news.mail",
            "cmq-moved-id=562949953421319",
            "cmq-moved-because=redriven",
            "cmq-sent-at=5");
  }

  @Test
  void theFirstSendIsThatBeforeAllMoves() {
    assertThat(MoveHeaders.sentAtMs(new StoredBody(new byte[1], 9))).isEqualTo(9);
    assertThat(MoveHeaders.sentAtMs(sentAt("5"))).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-5", "1e3", "1234567890123456789", "0"})
  void aTimeThatMakesNoSenseIsNone(String text) {
    assertThat(MoveHeaders.sentAtMs(sentAt(text))).isEqualTo(9);
  }

  @Test
  void whatWasPublishedIsKnownByThatIdHoweverOftenItMoves() {
    RecordHeaders copied = new RecordHeaders();
    new CopyHeader(CopyHeader.ofPublications("topic", 2, 0, "subsc-a"), 9, 8).addTo(copied);
    String id = "cmq-published-id=" + new MessageId(2, 9);
    Headers once = moved(copied);
    assertThat(all(once)).contains(id);
    new CopyHeader(CopyHeader.ofDeadLetters("delivery-1", 1), 0, -1).addTo(once);
    assertThat(all(moved(once))).contains(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-5", "12345678901234567890"})
  void aPublishedIdThatMakesNoSenseIsNone(String text) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(MoveHeaders.PUBLISHED_ID, text.getBytes(UTF_8));
    assertThat(all(moved(headers))).noneMatch(one -> one.startsWith("cmq-published-id"));
  }

  private static Headers moved(Headers headers) {
    DeadLetter letter = new DeadLetter(new QueuePartition("delivery-1", 1), 7, 0, null, null);
    return MoveHeaders.of(
        "news.mail", letter, new StoredBody(new byte[1], 9, List.of(headers.toArray())));
  }

  private static StoredBody sentAt(String text) {
    return new StoredBody(
        new byte[1], 9, List.of(new RecordHeader(MoveHeaders.SENT_AT, text.getBytes(UTF_8))));
  }

  private static Stream<String> of(String target, Death death) {
    DeadLetter letter = new DeadLetter(new QueuePartition("delivery-1", 1), 7, 0, target, death);
    return all(MoveHeaders.of("news.mail", letter, new StoredBody(new byte[1], 5)));
  }

  private static Stream<String> all(Headers headers) {
    return StreamSupport.stream(headers.spliterator(), false)
        .map(header -> header.key() + "=" + new String(header.value(), UTF_8));
  }
}
