package io.cmqkafka.facade.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.exit.ExitCode;
import io.cmqkafka.facade.exit.StartException;
import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file, whose lines are also given as environment variables: settings, or a
 * sentence that says what is wrong. And a HOST:PORT, which is read again as it is written.
 */
public final class SettingsTarget implements Target {
  private Path file;

  @Override
  public void run(byte[] input) throws IOException {
    if (file == null) {
      file = Files.createTempFile("fuzz", ".properties");
      file.toFile().deleteOnExit();
    }
    Files.write(file, input);
    read(Map.of(), Optional.of(file));
    String text = new String(input, UTF_8);
    Map<String, String> environment = new HashMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .map(line -> line.split("=", 2))
        .forEach(
            pair -> {
              environment.put(pair[0], pair[1]);
              environment.put("CMQ_" + pair[0].toUpperCase().replace('.', '_'), pair[1]);
            });
    read(environment, Optional.empty());
    text.lines().limit(1).forEach(SettingsTarget::hostPort);
  }

  private static void read(Map<String, String> environment, Optional<Path> file) {
    try {
      Settings settings = Settings.read(Map.of(), environment, file);
      Claim.that(settings.toString() != null, "no text");
    } catch (StartException e) {
      Claim.that(e.getMessage() != null, "no sentence");
      Claim.same(ExitCode.USAGE, e.exitCode(), "an exit code");
    }
  }

  private static void hostPort(String line) {
    try {
      HostPort read = HostPort.parse(line);
      Claim.same(read, HostPort.parse(read.toString()), "an address");
    } catch (IllegalArgumentException e) {
      Claim.that(e.getMessage() != null, "no reason");
    }
  }
}
