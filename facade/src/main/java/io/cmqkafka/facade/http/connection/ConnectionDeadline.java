package io.cmqkafka.facade.http.connection;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a client may take for its part on one connection. Each part of the client's (a
 * handshake, a request, the taking of an answer) has a time limit from its beginning to its end,
 * however slowly bytes come or go meanwhile. The server's part has none here, and between two
 * requests there is the idle timeout. A request must also get on: at least {@link #LEAST_BYTES} of
 * it must come in every 10 s, until it is complete.
 *
 * <pre>
 *   HANDSHAKE --handshaken--> NOBODY --bytesCame--> REQUEST --requestRead--> SERVER
 *                               ^                                              |
 *                               +------answered------ ANSWER <----answering----+
 * </pre>
 *
 * One thread at a time handles the connection and reports; one other thread asks.
 */
public final class ConnectionDeadline {
  static final int LEAST_BYTES = 10 << 10;

  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The part that is going on. */
  enum Part {
    HANDSHAKE("slow_handshake"),
    NOBODY(null),
    REQUEST("slow_request"),
    SERVER(null),
    ANSWER("slow_answer");

    private final String late;

    Part(String late) {
      this.late = late;
    }

    /** The name in metrics of a client that has exceeded its time. */
    String late() {
      return late;
    }
  }

  private record State(Part part, long sinceNanos) {}

  /** How far a request had come at a moment. */
  private record Progress(State request, long atNanos, long received) {}

  private final long readNanos;
  private final long writeNanos;
  private final LongSupplier nanoTime;
  private volatile State state;
  private volatile long received;
  private Progress seen;

  /**
   * @param readNanos for the handshake, and for a request from its first byte to its last
   * @param writeNanos for an answer
   */
  ConnectionDeadline(boolean handshake, long readNanos, long writeNanos, LongSupplier nanoTime) {
    this.readNanos = readNanos;
    this.writeNanos = writeNanos;
    this.nanoTime = nanoTime;
    enter(handshake ? Part.HANDSHAKE : Part.NOBODY);
  }

  void handshaken() {
    if (state.part == Part.HANDSHAKE) {
      enter(Part.NOBODY);
    }
  }

  /** Takes bytes that came. True when a request begins with them. */
  boolean bytesCame(int count) {
    received += count;
    return requestBegun();
  }

  /** A request has begun. True when its beginning was not noticed before. */
  public boolean requestBegun() {
    if (state.part != Part.NOBODY) {
      return false;
    }
    enter(Part.REQUEST);
    return true;
  }

  /** Whether the client's next byte begins a request. */
  boolean isNobodys() {
    return state.part == Part.NOBODY;
  }

  /** The server reads no further for a while. That time does not count as the client's. */
  public void requestHeldUp() {
    enter(Part.SERVER);
  }

  /** The server reads on, and the time for the request begins anew. */
  public void requestGoesOn() {
    enter(Part.REQUEST);
  }

  public void requestRead() {
    enter(Part.SERVER);
  }

  public void answering() {
    enter(Part.ANSWER);
  }

  public void answered() {
    enter(Part.NOBODY);
  }

  /** The part in which the client has exceeded its time, or null. */
  Part late() {
    State now = state;
    long limit =
        switch (now.part) {
          case HANDSHAKE, REQUEST -> readNanos;
          case ANSWER -> writeNanos;
          case NOBODY, SERVER -> Long.MAX_VALUE;
        };
    long time = nanoTime.getAsLong();
    boolean late =
        time - now.sinceNanos > limit || now.part == Part.REQUEST && isTooSlow(now, time);
    return late ? now.part : null;
  }

  private boolean isTooSlow(State request, long time) {
    Progress before = seen;
    if (before == null || before.request != request) {
      seen = new Progress(request, time, received);
      return false;
    }
    if (time - before.atNanos < PACE_NANOS) {
      return false;
    }
    seen = new Progress(request, time, received);
    return seen.received - before.received < LEAST_BYTES;
  }

  /** How long the connection has been idle, nanoseconds; 0 when it is not. */
  long idleNanos() {
    State now = state;
    return now.part == Part.NOBODY || now.part == Part.HANDSHAKE
        ? nanoTime.getAsLong() - now.sinceNanos
        : 0;
  }

  private void enter(Part part) {
    state = new State(part, nanoTime.getAsLong());
  }
}
