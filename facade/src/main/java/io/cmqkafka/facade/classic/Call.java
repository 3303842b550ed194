package io.cmqkafka.facade.classic;

import io.cmqkafka.facade.auth.Rights;

/** One request on its way through the API, whose holder is told what is found out about it. */
public interface Call extends Client {

  /** The number that the client wants to see in the answer, or null. */
  void clientRequestId(String digits);

  /** The action that it names, as metrics call it. */
  void action(String name);

  /** The queue or topic that it names, or null. */
  void subject(String name);

  /**
   * The signature is good, and these are the signer's rights. False when there is no room for the
   * request among those with a good signature.
   */
  boolean prove(Rights rights);

  /** Keeps only this many of the reserved bytes, and gives back the rest. */
  void keep(long bytes);

  /** Runs on a thread that may write to clients. */
  void execute(Runnable task);
}
