package io.cmqkafka.config;

/**
 * What one process may hold, and for how long.
 *
 * @param bodyCacheBytes bytes of message bodies kept at hand
 * @param maxPendingRequests requests waiting for a reply; beyond it they are refused as OVERLOADED
 * @param maxInflightBytes bytes that requests and pushes may make this process hold; beyond it
 *     requests are refused as OVERLOADED, and pushes wait
 * @param numbersBytes bytes of numbers over time that are remembered; beyond it those of what is
 *     quiet are forgotten
 * @param requestTimeoutMs how long Kafka may take for a request before it is refused as UNAVAILABLE
 */
public record ProcessBounds(
    long bodyCacheBytes,
    int maxPendingRequests,
    long maxInflightBytes,
    long numbersBytes,
    int requestTimeoutMs) {

  /** The pushes' part of {@link #maxInflightBytes}: slow endpoints hold up no requests. */
  public long maxPushedBytes() {
    return maxInflightBytes / 4;
  }

  /** What is left for requests. */
  public long maxRequestedBytes() {
    return maxInflightBytes - maxPushedBytes();
  }

  /** What each thread that copies publications may have on its way to Kafka, and waiting for it. */
  public long fanOutBufferBytes() {
    return Math.max(4L << 20, Math.min(32L << 20, maxInflightBytes / 4));
  }
}
