package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.classic.CmqException;
import io.cmqkafka.facade.classic.Param;
import io.cmqkafka.facade.classic.Params;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console looks at attributes before it sends them: with the limits that the server has. */
class PageLimitsTest {
  private static final Path CHECKS = Path.of("src/main/resources/console/check.js");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "visibilityTimeout",
        "maxMsgSize",
        "maxMsgHeapNum",
        "msgRetentionSeconds",
        "pollingWaitSeconds"
      })
  void thePageTakesWhatTheServerTakes(String attribute) throws IOException {
    long[] limits = limitsOf(attribute);
    accepted(attribute, limits[0]);
    accepted(attribute, limits[1]);
    refused(attribute, limits[0] - 1);
    refused(attribute, limits[1] + 1);
  }

  private static void accepted(String attribute, long value) {
    AttributeParams.read(params(attribute, value));
  }

  private static void refused(String attribute, long value) {
    assertThatThrownBy(() -> AttributeParams.read(params(attribute, value)))
        .as("%s=%d", attribute, value)
        .isInstanceOf(CmqException.class);
  }

  private static Params params(String name, long value) {
    return new Params(List.of(new Param(name, Long.toString(value).getBytes(UTF_8))));
  }

  private static long[] limitsOf(String attribute) throws IOException {
    String checks = Files.readString(CHECKS).replace("1 << 20", Integer.toString(1 << 20));
    Matcher lifecycle = found("LIFECYCLE = \\[(\\d+), (\\d+)\\]", checks);
    String all = checks.replace("...LIFECYCLE", lifecycle.group(1) + ", " + lifecycle.group(2));
    Matcher limits = found(attribute + ": \\w+\\((\\d+), (\\d+)\\)", all);
    return new long[] {Long.parseLong(limits.group(1)), Long.parseLong(limits.group(2))};
  }

  private static Matcher found(String form, String text) {
    Matcher matcher = Pattern.compile(form).matcher(text);
    assertThat(matcher.find()).as(form).isTrue();
    return matcher;
  }
}
