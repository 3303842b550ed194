package io.cmqkafka.facade.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where Jazzer comes in: the first byte chooses the target, the others are for it. */
public final class OneInput {
  static final String TARGETS = "fuzz.target";
  static final String FOUND = "fuzz.found";

  private static final Targets ALL = new Targets();
  private static final List<String> CHOSEN = chosen();

  private OneInput() {}

  /** The name that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    String name = CHOSEN.get((input[0] & 0xff) % CHOSEN.size());
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    try {
      new Bounded(ALL.named(name)).run(rest);
    } catch (Throwable failure) {
      System.err.println("target " + name + " failed, its input is in " + keep(name, rest));
      throw failure;
    }
  }

  /** The input that brings a seed to its target; null when that one is not chosen. */
  static byte[] of(Seeds.Kept seed) {
    int index = CHOSEN.indexOf(seed.target());
    if (index < 0) {
      return null;
    }
    byte[] input = new byte[seed.input().length + 1];
    input[0] = (byte) index;
    System.arraycopy(seed.input(), 0, input, 1, seed.input().length);
    return input;
  }

  private static List<String> chosen() {
    String only = System.getProperty(TARGETS, "");
    return only.isEmpty() ? ALL.names() : new ArrayList<>(List.of(only.split(",")));
  }

  private static Path keep(String target, byte[] input) throws IOException {
    Path folder = Path.of(System.getProperty(FOUND, "found"), target);
    Files.createDirectories(folder);
    String name = Integer.toHexString(Arrays.hashCode(input)) + ".txt";
    return Files.write(folder.resolve(name), Seed.text(input).getBytes(US_ASCII));
  }
}
