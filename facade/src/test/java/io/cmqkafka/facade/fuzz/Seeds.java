package io.cmqkafka.facade.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs to begin with: those kept in {@code src/test/resources/fuzz}, a folder for each
 * target, and {@link PrivateKeys}.
 */
final class Seeds {
  record Kept(String target, String name, byte[] input) {
    @Override
    public String toString() {
      return target + "/" + name;
    }
  }

  private Seeds() {}

  static List<Kept> all() {
    try (Stream<Path> files = Files.walk(root())) {
      return Stream.concat(
              files.filter(Files::isRegularFile).sorted().map(Seeds::read),
              PrivateKeys.all().stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    try {
      return Path.of(Seeds.class.getResource("/fuzz").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Kept read(Path file) {
    try {
      String target = file.getParent().getFileName().toString();
      return new Kept(
          target, file.getFileName().toString(), Seed.bytes(Files.readString(file, UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
