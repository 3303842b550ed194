package io.cmqkafka.facade.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all rules say about a history, and how much there was to judge. */
public final class Verdict {
  private static final int MOST_SENTENCES = 5;

  private final History history;
  private final Map<String, Findings> rules;

  private Verdict(History history, Map<String, Findings> rules) {
    this.history = history;
    this.rules = rules;
  }

  public static Verdict of(History history) {
    Map<String, Findings> rules = new java.util.LinkedHashMap<>();
    for (Rule rule : Rule.ALL) {
      Findings findings = new Findings();
      rule.judge(history, findings);
      rules.put(rule.name(), findings);
    }
    return new Verdict(history, rules);
  }

  /**
   * Judges a history that was kept.
   *
   * @param args its file
   */
  public static void main(String[] args) throws IOException {
    Verdict verdict = of(Journal.read(Path.of(args[0])));
    System.out.println(verdict.text());
    System.exit(verdict.broken().isEmpty() ? 0 : 1);
  }

  /** All sentences of all rules. */
  public List<String> broken() {
    List<String> all = new ArrayList<>();
    rules.forEach(
        (name, findings) -> findings.broken().forEach(sentence -> all.add(name + ": " + sentence)));
    return all;
  }

  /** Counts and the first violations of each rule, over several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    history.notes().forEach(note -> text.append(note.text()).append('\n'));
    text.append("calls\n");
    Map<String, List<Call>> calls =
        history.calls().stream()
            .collect(
                Collectors.groupingBy(
                    call -> call.request().action(), TreeMap::new, Collectors.toList()));
    calls.forEach(
        (action, all) -> {
          Map<String, Long> outcomes =
              all.stream()
                  .collect(
                      Collectors.groupingBy(Verdict::outcome, TreeMap::new, Collectors.counting()));
          text.append("  %-22s %6d  %s%n".formatted(action, all.size(), outcomes));
        });
    text.append("faults (%d)%n".formatted(history.faults().size()));
    history.faults().stream()
        .collect(Collectors.groupingBy(Fault::kind, TreeMap::new, Collectors.counting()))
        .forEach((kind, count) -> text.append("  %-22s %6d%n".formatted(kind, count)));
    text.append(
        "a busy machine took %d ms away, at most %d in a second%n"
            .formatted(history.stalled(0, Long.MAX_VALUE), mostLostInASecond()));
    text.append("rules                          judged  broken\n");
    rules.forEach(
        (name, findings) -> {
          text.append(
              "  %-28s %6d  %6d%n".formatted(name, findings.count(), findings.broken().size()));
          findings.broken().stream()
              .limit(MOST_SENTENCES)
              .forEach(sentence -> text.append("    ").append(sentence).append('\n'));
        });
    return text.toString();
  }

  private long mostLostInASecond() {
    return history.stalls().stream()
        .mapToLong(stall -> 1_000 * stall.lostMillis() / Math.max(1, stall.to() - stall.from()))
        .max()
        .orElse(0);
  }

  private static String outcome(Call call) {
    return call.answer() != null ? Integer.toString(call.code()) : call.failure();
  }
}
