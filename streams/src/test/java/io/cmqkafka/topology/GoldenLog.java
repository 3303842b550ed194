package io.cmqkafka.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.queue.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of records of the commands log, and what a build of its version of the rules made of them.
 * Lines of input are written by people: comments, records (of this build's own writing, or foreign
 * and older ones), and places where the state is told. All other lines say what they led to.
 *
 * <pre>
 *  # comment
 *  > 1000 {"command":"Tick"}            a record appended at log time 1000, as this build writes it
 *  ? 1000 {"command":"Unknown"}         likewise, as somebody else writes it
 *  @                                    all state, in the following lines
 *    reply me {"request":1,"Done":{}}   an answer, and to which process
 *    skipped                            the record was passed over and counted
 *    dead queue-a/0 5 number 0          whoever moves dead letters was told of one
 *    catalog queue/orders {...}         what was published in the catalog; - for nothing any more
 *    queue-state KEY VALUE text         a piece of state, in hexadecimal, and what its key says
 *    catalog-state KEY VALUE            a piece of the catalog's state
 * </pre>
 */
record GoldenLog(Rules rules, List<String> lines) {
  /** Names the version whose file is written anew instead of being compared. */
  static final String RECORD = "golden.record";

  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  static GoldenLog of(Rules rules) throws IOException {
    return new GoldenLog(rules, Files.readAllLines(file(rules), UTF_8));
  }

  static boolean isToBeRecorded(Rules rules) {
    return Integer.getInteger(RECORD, 0) == rules.version();
  }

  static void record(Rules rules, List<String> lines) throws IOException {
    Files.write(file(rules), lines, UTF_8);
  }

  /** Whether people wrote it. */
  static boolean isInput(String line) {
    return line.isEmpty() || "#>?@".indexOf(line.charAt(0)) >= 0;
  }

  List<String> inputs() {
    return lines.stream().filter(GoldenLog::isInput).toList();
  }

  /** The texts of the records that this build is to write just so. */
  List<String> ownRecords() {
    return lines.stream().filter(line -> line.startsWith("> ")).map(GoldenLog::text).toList();
  }

  /** Where the state is told: indices of lines. */
  List<Integer> statesAt() {
    List<Integer> at = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("@")) {
        at.add(i);
      }
    }
    return at;
  }

  /** The lines of state that follow a place where it is told. */
  List<String> stateAt(int index) {
    return lines.subList(index + 1, lines.size()).stream().takeWhile(l -> !isInput(l)).toList();
  }

  static String text(String recordLine) {
    return recordLine.split(" ", 3)[2];
  }

  static long time(String recordLine) {
    return Long.parseLong(recordLine.split(" ", 3)[1]);
  }

  private static Path file(Rules rules) {
    return DIRECTORY.resolve("rules-" + rules.version() + ".txt");
  }
}
