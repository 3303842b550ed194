package io.cmqkafka.facade.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The console tells in the reader's language why a push failed, by the server's words for it. */
class PushReasonsTest {
  private static final Path PAGE = Path.of("src/main/resources/console/page/topic/lastPush.js");

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "OK")
  void thePageKnowsThem(PushOutcome outcome) throws IOException {
    String reason = new PushEnd(outcome, "status 404").result().failure();
    String page = Files.readString(PAGE);
    boolean isKnown =
        page.contains("'" + reason + "'")
            || Pattern.compile("/(\\^[^/]+)/\\.?(?:exec|test)\\(text\\)")
                .matcher(page)
                .results()
                .anyMatch(form -> Pattern.compile(form.group(1)).matcher(reason).find());
    assertThat(isKnown).as(reason).isTrue();
  }
}
