package io.cmqkafka.facade.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The console knows some of the server's sentences by their words: those that the server uses. */
class ServerWordsTest {
  private static final Path PAGE = Path.of("src/main/resources/console/said.js");
  private static final Path ERRORS = Path.of("src/main/java/io/cmqkafka/facade/classic");
  private static final Pattern KNOWN = Pattern.compile("(?m)^  (?:'([^']+)'|\"([^\"]+)\"): 'said");

  @Test
  void theServerSaysWhatThePageKnows() throws IOException {
    String said =
        literals(ERRORS.resolve("CmqError.java")) + literals(ERRORS.resolve("PushUrl.java"));
    List<String> known =
        KNOWN
            .matcher(Files.readString(PAGE))
            .results()
            .map(words -> words.group(1) == null ? words.group(2) : words.group(1))
            .toList();
    assertThat(known).hasSizeGreaterThan(10).allSatisfy(words -> assertThat(said).contains(words));
  }

  /** With what was divided into lines put together again. */
  private static String literals(Path source) throws IOException {
    return Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
