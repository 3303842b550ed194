package io.cmqkafka.facade.bench;

/** What is timed; the label stands in the result. */
enum Step {
  SEND("send"),
  PUBLISH("publish"),
  RECEIVE("receive"),
  DELETE("delete"),
  /** From the start of a send to the answer of the receive that was waiting. */
  DELIVER("send to receive"),
  /** From the start of a publish to the answer of the receive that brought a copy. */
  FAN_OUT("publish to receive"),
  /** From a delayed message's due time to the answer of the receive that was waiting. */
  DELAY_LATENESS("delay lateness"),
  /** From the end of a message's visibility to the answer of the receive that was waiting. */
  EXPIRY_LATENESS("expiry lateness"),
  /** Creating, deleting, subscribing, rewinding, clearing. */
  OTHER("other");

  private final String label;

  Step(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
