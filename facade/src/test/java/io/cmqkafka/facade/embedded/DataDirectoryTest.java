package io.cmqkafka.facade.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path dir;

  @Test
  void createsTheDirectoryAndItsParents() throws IOException {
    Path path = dir.resolve("a/b");
    DataDirectory.open(path).close();
    assertThat(path.resolve("cmq-kafka.version")).hasContent("1");
  }

  @Test
  void opensAgainAfterItWasClosedAndKeepsWhatIsThere() throws IOException {
    DataDirectory.open(dir).close();
    Files.writeString(dir.resolve("credentials"), "mine");
    try (DataDirectory again = DataDirectory.open(dir)) {
      assertThat(again.path().resolve("credentials")).hasContent("mine");
    }
  }

  @Test
  void opensAFreshFileSystemAndAFirstStartThatWasCutShort() throws IOException {
    Files.createDirectory(dir.resolve("lost+found"));
    Files.createFile(dir.resolve("cmq-kafka.lock"));
    Files.createFile(dir.resolve("cmq-kafka.version.new"));
    DataDirectory.open(dir).close();
    assertThat(dir.resolve("cmq-kafka.version")).hasContent("1");
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    Files.writeString(dir.resolve("cmq-kafka.version"), "2\n");
    refused(dir).hasMessageContaining("version '2'").hasMessageContaining("version 1");
  }

  @Test
  void refusesFilesThatAreNotItsOwnAndAddsNone() throws IOException {
    Files.writeString(dir.resolve("thesis.txt"), "precious");
    refused(dir).hasMessageContaining("not empty").hasMessageContaining("cmq-kafka.version");
    assertThat(dir).isDirectoryNotContaining(file -> file.endsWith("cmq-kafka.lock"));
  }

  @Test
  void refusesAFile() throws IOException {
    refused(Files.createFile(dir.resolve("file"))).hasMessageContaining("cannot be used");
  }

  @Test
  void refusesANameThatKafkaWouldSplit() {
    refused(dir.resolve("a,b")).hasMessageContaining("comma");
  }

  @Test
  void isForOneAtATime() {
    try (DataDirectory held = DataDirectory.open(dir)) {
      refused(held.path()).hasMessageContaining("in use");
    }
    DataDirectory.open(dir).close();
  }

  private static AbstractThrowableAssert<?, ?> refused(Path path) {
    return assertThatThrownBy(() -> DataDirectory.open(path))
        .hasMessageStartingWith("data.dir: the directory ")
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY));
  }
}
