package io.cmqkafka.facade.classic;

import java.util.concurrent.CompletableFuture;

/**
 * One verb of CMQ's API, named by the Action parameter.
 *
 * @param <Q> the verb's request, valid by construction
 */
public interface Action<Q> {

  /**
   * Turns parameters into a request.
   *
   * @throws CmqException for what the client must mend
   */
  Q parse(Params params);

  /** Never blocks and never sees HTTP. */
  CompletableFuture<Answer> run(Q request, Client client);
}
