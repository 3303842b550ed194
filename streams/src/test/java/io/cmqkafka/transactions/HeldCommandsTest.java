package io.cmqkafka.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Commands 40 to 49 in one transaction, which was begun when 40 was the next one to be done. */
class HeldCommandsTest {

  @Test
  void aPositionThatStaysBehindSaysThatItWasNotCommitted() {
    assertThat(held(49, 40).wereNotCommitted()).isTrue();
    // State that was written early names an earlier command.
    assertThat(held(40, 40).wereNotCommitted()).isTrue();
  }

  @Test
  void aPositionBehindTheCommandsSaysThatItWasCommitted() {
    assertThat(held(49, 50).wereNotCommitted()).isFalse();
    assertThat(held(40, 50).wereNotCommitted()).isFalse();
  }

  @Test
  void whatNamesNoCommandWasNotFinished() {
    assertThat(new HeldCommands(OptionalLong.empty(), 50).wereNotCommitted()).isTrue();
    assertThat(HeldCommands.NONE.wereNotCommitted()).isTrue();
  }

  @Test
  void itTellsPeopleWhatItKnows() {
    assertThat(HeldCommands.NONE).hasToString("it names no command");
    assertThat(held(41, 43)).hasToString("it holds command 41, and 43 is the next one to be done");
  }

  private static HeldCommands held(long first, long done) {
    return new HeldCommands(OptionalLong.of(first), done);
  }
}
