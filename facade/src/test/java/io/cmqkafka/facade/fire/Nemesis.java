package io.cmqkafka.facade.fire;

/** Does one kind of harm, and makes good what it did. For one thread. */
interface Nemesis {
  /** Answers when the harm is over. */
  void strike() throws Exception;

  /** How long to leave off now, ms. */
  long pause();
}
