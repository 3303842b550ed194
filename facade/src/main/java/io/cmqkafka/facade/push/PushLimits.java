package io.cmqkafka.facade.push;

/**
 * What pushing may use up.
 *
 * @param timeoutMs for one push, from resolving the host to the end of the answer
 * @param maxConnections to all endpoints together
 */
public record PushLimits(int timeoutMs, int maxConnections) {

  public PushLimits {
    if (timeoutMs < 1 || maxConnections < 1) {
      throw new IllegalArgumentException("limits of pushes must be positive");
    }
  }

  /** Connections that may be kept open for a next push while nothing is under way on them. */
  int maxIdle() {
    return maxConnections / 4;
  }

  /** Pushes that may be under way at a time, each on a connection of its own. */
  public int maxUnderWay() {
    return maxConnections - maxIdle();
  }

  /** Of these, pushes to one host and port. */
  public int maxPerEndpoint() {
    return (maxUnderWay() + 3) / 4;
  }
}
