package io.cmqkafka.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

  @Test
  void isReadAsItIsWritten() {
    for (MessageId id : new MessageId[] {new MessageId(0, 0), new MessageId(63, 1L << 40)}) {
      assertThat(MessageId.parse(id.toString())).contains(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-5", "7", "+281474976710656", "0281474976710656", "9e9"})
  void nothingElseIsOne(String text) {
    assertThat(MessageId.parse(text)).isEmpty();
  }
}
