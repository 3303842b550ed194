package io.cmqkafka.facade.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/OPERATIONS.md says what the program says. */
class OperationsPageTest {

  @Test
  void everySettingHasItsRow() throws IOException {
    List<String> page = Files.readAllLines(Path.of("..", "docs", "OPERATIONS.md"));

    assertThat(page).containsSubsequence(rows());
  }

  private static List<String> rows() {
    return Settings.known().stream().map(OperationsPageTest::row).toList();
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.key(), defaults(setting), setting.format().range(), setting.about());
  }

  private static String defaults(Setting<?> setting) {
    if (setting.embedded() == null) {
      return "";
    }
    return setting.embedded().equals(setting.cluster())
        ? setting.embedded()
        : setting.cluster() + "; embedded " + setting.embedded();
  }
}
