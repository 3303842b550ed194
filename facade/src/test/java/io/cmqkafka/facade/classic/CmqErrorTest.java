package io.cmqkafka.facade.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import io.cmqkafka.queue.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CmqErrorTest {

  @Test
  void aTopicThatMayNotBeBoundNamesTheSetting() {
    assertThat(CmqError.KAFKA_TOPIC_NOT_BINDABLE.message()).contains("kafkaTopic", "bind.topics");
  }

  @Test
  void noMessage_isTheVeryStringThatClientsCompare() {
    assertThat(CmqError.NO_MESSAGE.message()).isEqualTo("(10200)no message");
    assertThat(CmqError.NO_MESSAGE.code()).isEqualTo(7000);
  }

  @ParameterizedTest
  @EnumSource
  void everyMessage_beginsWithTheModuleInParentheses(CmqError error) {
    assertThat(error.message()).matches("\\(" + error.module() + "\\)[a-zA-Z%].*");
    assertThat(error.message("x")).doesNotContain("%");
  }

  @ParameterizedTest
  @CsvSource({
    "NO_SUCH_QUEUE, 4440, 10100",
    "QUEUE_EXISTS, 4460, 10210",
    "QUEUE_LIMIT_REACHED, 4450, 10220",
    "NAME_BEING_RELEASED, 6040, 10660",
    "HEAP_FULL, 4410, 10240",
    "TOO_MANY_INACTIVE, 6070, 10690",
    "TOO_MANY_DELAYED, 6070, 10690",
    "REWIND_NOT_ENABLED, 6050, 10670",
    "REWIND_TIME_INVALID, 4000, 10680",
    "REWIND_EXCEEDS_RETENTION, 4000, 10700",
    "TOPIC_NOT_BINDABLE, 4000, 10000",
    "NO_SUCH_DEAD_LETTER_QUEUE, 4000, 10730",
    "DEAD_LETTER_NESTED, 4000, 10740",
    "IS_DEAD_LETTER_QUEUE, 4000, 10750",
    "DEAD_LETTER_BOUND_TOO_OFTEN, 4000, 10780",
    "DEAD_LETTER_EXCEEDS_RETENTION, 4000, 10720",
    "NO_SUCH_TOPIC, 4440, 10600",
    "TOPIC_EXISTS, 4460, 10550",
    "TOPIC_LIMIT_REACHED, 4450, 10610",
    "TOPIC_HAS_SUBSCRIPTIONS, 4000, 10540",
    "NO_SUCH_SUBSCRIPTION, 4000, 10560",
    "SUBSCRIPTION_EXISTS, 4490, 10470",
    "SUBSCRIPTION_LIMIT_REACHED, 4500, 10480",
    "ENDPOINT_ILLEGAL, 4000, 10630",
    "NO_SUBSCRIPTION, 6030, 10650",
    "NOTHING_MATCHES, 6030, 10730",
    "OVERLOADED, 4420, 10250",
    "UNAVAILABLE, 6000, 10050"
  })
  void refusals_haveCmqsCodes(Refusal refusal, int code, int module) {
    assertThat(CmqError.of(refusal).code()).isEqualTo(code);
    assertThat(CmqError.of(refusal).module()).isEqualTo(module);
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "UNAVAILABLE")
  void refusals_areNeverTheServersFault(Refusal refusal) {
    assertThat(CmqError.of(refusal)).isNotEqualTo(CmqError.INTERNAL);
  }

  @Test
  void clientsText_isShownLiterally() {
    assertThat(CmqError.ACTION_NOT_EXISTED.message("%s %d $1 \\"))
        .isEqualTo("(10430)action name %s %d $1 \\ is not existed");
  }

  @Test
  void clientsText_losesWhatCannotBeSeen() {
    assertThat(CmqError.ACTION_NOT_EXISTED.message("a\r\nb\u0000c\u202Ed\u2028e\uD800f"))
        .isEqualTo("(10430)action name abcdef is not existed");
  }

  @Test
  void clientsText_isCutBetweenCharacters() {
    String smiley = "\uD83D\uDE00";
    assertThat(CmqError.ACTION_NOT_EXISTED.message("x" + smiley.repeat(1_000)))
        .isEqualTo("(10430)action name x" + smiley.repeat(63) + " is not existed");
  }
}
