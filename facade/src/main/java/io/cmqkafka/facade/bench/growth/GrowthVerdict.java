package io.cmqkafka.facade.bench.growth;

/** Whether a figure has a bound, as far as a run can tell. The label stands in the result. */
enum GrowthVerdict {
  STEADY("steady"),
  GROWS("GROWS"),
  /** Fewer samples than can be judged. */
  TOO_SHORT("TOO SHORT"),
  /** It rises as something does that is cleared now and then, and was not cleared in this run. */
  NEVER_CLEARED("never cleared");

  private final String label;

  GrowthVerdict(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
