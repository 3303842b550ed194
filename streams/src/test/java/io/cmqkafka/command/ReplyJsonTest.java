package io.cmqkafka.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Grant;
import io.cmqkafka.queue.LastPushes;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.PushFailure;
import io.cmqkafka.queue.Refusal;
import io.cmqkafka.queue.Reply;
import io.cmqkafka.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyJsonTest {

  static Stream<Reply> everyReply() {
    return Stream.of(
        new Reply.Granted(List.of(new Grant(1, 2, 3, 4, 5), new Grant(Long.MAX_VALUE, 0, 1, 2, 0))),
        new Reply.NoMessage(),
        new Reply.Deleted(List.of(true, false)),
        new Reply.Counted(1, 2, 3, 4, -1, 5),
        new Reply.Counted(
            1, 2, 3, 4, -1, 5, new LastPushes(7, new PushFailure(6, "no connection", 2, 8))),
        new Reply.Browsed(
            1,
            9,
            2,
            1_000,
            List.of(new MessageStatus(3, MessageState.INVISIBLE, 2, 1_500, 900)),
            4),
        new Reply.Chosen(Arrays.asList(MessageState.VISIBLE, null, MessageState.DEAD)),
        new Reply.KnownUpTo(7),
        new Reply.Done(),
        new Reply.Stored(-1),
        new Reply.Refused(Refusal.TOO_MANY_INACTIVE));
  }

  @ParameterizedTest
  @MethodSource("everyReply")
  void comesBackAsItWas(Reply reply) throws MalformedRecordException {
    assertThat(ReplyJson.decode(ReplyJson.encode(Long.MAX_VALUE, reply)))
        .isEqualTo(new ReplyJson.Addressed(Long.MAX_VALUE, reply));
  }

  @Test
  void aCountWithoutAFailureIsWrittenAsBefore_andReadByWhoeverKnowsNoFailures() {
    assertThat(new String(ReplyJson.encode(7, new Reply.Counted(1, 2, 3, 4, 5, 6)), UTF_8))
        .isEqualTo(
            "{\"request\":7,\"Counted\":{\"active\":1,\"inactive\":2,\"delayed\":3,"
                + "\"rewindable\":4,\"firstUndeleted\":5,\"end\":6}}");
  }

  @Test
  void everyKindOfReplyIsTested() {
    assertThat(everyReply().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(Reply.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "[]",
        "{}",
        "{\"request\":1}",
        "{\"Done\":{}}",
        "{\"request\":\"1\",\"Done\":{}}",
        "{\"request\":1.5,\"Done\":{}}",
        "{\"request\":99999999999999999999,\"Done\":{}}",
        "{\"request\":1,\"Done\":null}",
        "{\"request\":1,\"NoMessage\":7}",
        "{\"request\":1,\"Granted\":null}",
        "{\"request\":1,\"Granted\":{}}",
        "{\"request\":1,\"Granted\":{\"grants\":null}}",
        "{\"request\":1,\"Granted\":{\"grants\":[null]}}",
        "{\"request\":1,\"Deleted\":{\"outcomes\":[null]}}",
        "{\"request\":1,\"Refused\":{}}",
        "{\"request\":1,\"Refused\":{\"reason\":null}}",
        "{\"request\":1,\"Refused\":{\"reason\":\"WHATEVER\"}}",
        "{\"request\":1,\"Unknown\":{}}",
      })
  void garbageIsMalformed(String text) {
    malformed(text.getBytes(UTF_8));
  }

  @Test
  void nothingIsMalformed() {
    malformed(null);
    malformed("{\"a\":".repeat(100_000).getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("everyReply")
  void aReplyThatIsNotWholeIsMalformed(Reply reply) {
    byte[] whole = ReplyJson.encode(1, reply);
    for (int length = 0; length < whole.length; length++) {
      malformed(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void damagedReplies_areAReplyOrMalformed() {
    Random random = new Random(8);
    List<byte[]> whole = everyReply().map(reply -> ReplyJson.encode(12, reply)).toList();
    for (int round = 0; round < Fixtures.RANDOM_ROUNDS; round++) {
      byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatNoException()
          .as(new String(bytes, UTF_8))
          .isThrownBy(
              () -> {
                try {
                  assertThat(ReplyJson.decode(bytes).reply()).isNotNull();
                } catch (MalformedRecordException e) {
                  assertThat(e.getMessage()).isNotEmpty();
                }
              });
    }
  }

  private static void malformed(byte[] bytes) {
    assertThatExceptionOfType(MalformedRecordException.class)
        .isThrownBy(() -> ReplyJson.decode(bytes));
  }
}
