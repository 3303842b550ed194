package io.cmqkafka.facade.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the console, all of them, known by name: another path leads nowhere. They are about
 * a third of a megabyte, read and compressed once.
 *
 * <p>Every file but the page itself stands below the version of all of them, so that browsers may
 * keep it for ever, and never mix the modules of two releases.
 */
final class ConsoleFiles {
  private static final String FOLDER = "console/";

  /** Names the files, one a line. */
  private static final String LIST = FOLDER + "files.txt";

  private static final String PAGE = "index.html";
  private static final String VERSION = "@version@";

  private final ConsoleFile page;
  private final Map<String, ConsoleFile> byPath = new HashMap<>();

  ConsoleFiles() {
    Map<String, byte[]> all = new TreeMap<>();
    for (String name : names()) {
      all.put(name, Resources.bytes(FOLDER + name));
    }
    for (Library library : Library.values()) {
      all.put(library.path(), library.bytes());
    }
    String version = version(all);
    String html = new String(all.remove(PAGE), UTF_8).replace(VERSION, version);
    page = ConsoleFile.of(PAGE, html.getBytes(UTF_8));
    all.forEach((name, bytes) -> byPath.put(version + "/" + name, ConsoleFile.of(name, bytes)));
  }

  static List<String> names() {
    return new String(Resources.bytes(LIST), UTF_8).lines().toList();
  }

  private static String version(Map<String, byte[]> all) {
    return Digest.of(
        all.entrySet().stream()
            .flatMap(
                file ->
                    List.of(
                        file.getKey().getBytes(UTF_8), Digest.of(file.getValue()).getBytes(UTF_8))
                        .stream())
            .toArray(byte[][]::new));
  }

  /** The one page, which loads the others. */
  ConsoleFile page() {
    return page;
  }

  /** Null where there is none. */
  ConsoleFile find(String path) {
    return byPath.get(path);
  }
}
