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
  private static final Path CONSOLE = Path.of("src/main/resources/console");
  private static final Path FACADE = Path.of("src/main/java/io/cmqkafka/facade");
  private static final Path STREAMS = Path.of("../streams/src/main/java/io/cmqkafka");
  private static final Pattern KNOWN =
      Pattern.compile("(?m)^  (?:'([^']+)'|\"([^\"]+)\"): '(?:said|trouble)");

  @Test
  void theServerRefusesInTheWordsThatThePageKnows() throws IOException {
    String said =
        literals(FACADE.resolve("classic/CmqError.java"))
            + literals(FACADE.resolve("classic/PushUrl.java"));
    assertThat(knownTo("said.js"))
        .hasSizeGreaterThan(10)
        .allSatisfy(words -> assertThat(said).contains(words));
  }

  @Test
  void theServerTellsOfItsTroublesInTheWordsThatThePageKnows() throws IOException {
    String said =
        literals(FACADE.resolve("CmqServer.java"))
            + literals(STREAMS.resolve("node/CmqNode.java"))
            + literals(STREAMS.resolve("command/CommandProbe.java"))
            + literals(STREAMS.resolve("queue/UnknownRulesException.java"));
    assertThat(knownTo("page/cluster/troubles.js"))
        .hasSizeGreaterThan(5)
        .allSatisfy(words -> assertThat(said).contains(words));
  }

  private static List<String> knownTo(String page) throws IOException {
    return KNOWN
        .matcher(Files.readString(CONSOLE.resolve(page)))
        .results()
        .map(words -> words.group(1) == null ? words.group(2) : words.group(1))
        .toList();
  }

  /** With what was divided into lines put together again. */
  private static String literals(Path source) throws IOException {
    return Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
