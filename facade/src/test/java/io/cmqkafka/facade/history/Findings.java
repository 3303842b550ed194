package io.cmqkafka.facade.history;

import java.util.ArrayList;
import java.util.List;

/** What one rule saw: how often its promise was put to the test, and each time it was broken. */
public final class Findings {
  private final List<String> broken = new ArrayList<>();
  private int judged;

  void judged() {
    judged++;
  }

  void broken(String sentence) {
    broken.add(sentence);
  }

  public int count() {
    return judged;
  }

  public List<String> broken() {
    return broken;
  }
}
