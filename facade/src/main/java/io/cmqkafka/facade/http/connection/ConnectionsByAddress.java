package io.cmqkafka.facade.http.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many connections each client's address has. Any thread may call. */
final class ConnectionsByAddress {
  private final int max;
  private final Map<ClientAddress, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param max 0 for any number
   */
  ConnectionsByAddress(int max) {
    this.max = max;
  }

  /** One more; whether it is within the limit. It must {@link #leave} either way. */
  boolean enter(ClientAddress client) {
    return max == 0 || counts.merge(client, 1, Integer::sum) <= max;
  }

  void leave(ClientAddress client) {
    if (max > 0) {
      counts.computeIfPresent(client, (a, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses have connections; 0 when nothing is counted. */
  int size() {
    return counts.size();
  }
}
