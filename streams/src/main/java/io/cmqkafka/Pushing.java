package io.cmqkafka;

/**
 * How a process pushes.
 *
 * @param concurrency pushes of one subscription at a time while they succeed
 * @param maxUnderWay pushes of this process at a time
 * @param maxPerEndpoint of these, pushes to one host and port
 * @param timeoutMs how long {@link Pusher#push} takes at most, ms
 */
public record Pushing(
    Pusher pusher, int concurrency, int maxUnderWay, int maxPerEndpoint, long timeoutMs) {
  public Pushing {
    if (concurrency < 1 || maxUnderWay < 1 || maxPerEndpoint < 1 || timeoutMs < 1) {
      throw new IllegalArgumentException("limits of pushes must be positive");
    }
  }
}
