package io.cmqkafka.facade.http.connection;

import java.util.function.IntSupplier;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when a client closes its connection while a request is parked. Jetty does not look at a
 * connection between the end of a request's body and the end of its answer. A watch registers
 * interest in reading in between. When the connection becomes readable, it {@link PeekedByte
 * peeks}. The end of the stream means that the client is gone. A byte belongs to the next,
 * pipelined request, and then the watch ends. A client that only shuts down its sending side counts
 * as gone.
 *
 * <p>Jetty aborts a connection whose request completes while interest in reading is registered, so
 * a watch must be cancelled before the answer is sent. From then on there is no registration and no
 * read of ours in progress, and Jetty is the only one that reads again.
 *
 * <p>Cancelled or fired once.
 */
public final class DisconnectWatch implements Callback {
  private static final Logger LOG = LoggerFactory.getLogger(DisconnectWatch.class);
  private static final Throwable CANCELLED = new Ended("the watch was cancelled");
  private static final Throwable CLOSED = new Ended("the connection was closed before");

  private enum State {
    ARMED,
    PEEKING,
    OVER
  }

  private final AbstractEndPoint endPoint;
  private final IntSupplier peek;
  private final Runnable gone;

  // Guarded by this.
  private State state = State.ARMED;
  private Runnable afterPeek;

  private DisconnectWatch(AbstractEndPoint endPoint, IntSupplier peek, Runnable gone) {
    this.endPoint = endPoint;
    this.peek = peek;
    this.gone = gone;
  }

  /**
   * @param peek takes a byte if there is one: returns 1, or 0 for none, or -1 at the end
   */
  static DisconnectWatch start(AbstractEndPoint endPoint, IntSupplier peek, Runnable gone) {
    DisconnectWatch watch = new DisconnectWatch(endPoint, peek, gone);
    watch.register();
    return watch;
  }

  private synchronized void register() {
    if (state != State.ARMED) {
      return;
    }
    if (!endPoint.tryFillInterested(this)) {
      state = State.OVER;
    } else if (!endPoint.isOpen()) {
      // Closed before this watch could be told, and no more bytes will come.
      endPoint.getFillInterest().onFail(CLOSED);
    }
  }

  /** The connection has become readable. */
  @Override
  public void succeeded() {
    synchronized (this) {
      if (state != State.ARMED) {
        return;
      }
      state = State.PEEKING;
    }
    int filled = look();
    Runnable next;
    synchronized (this) {
      next = afterPeek;
      state = next == null && filled == 0 ? State.ARMED : State.OVER;
      register();
    }
    if (next != null) {
      next.run();
    } else if (filled < 0) {
      gone.run();
    }
  }

  /** A connection that cannot be read will bring no request either. */
  private int look() {
    try {
      return peek.getAsInt();
    } catch (RuntimeException e) {
      LOG.debug("a connection cannot be read any more", e);
      return -1;
    }
  }

  /** The server has closed the connection, or the watch was cancelled. */
  @Override
  public void failed(Throwable cause) {
    synchronized (this) {
      if (state != State.ARMED) {
        return;
      }
      state = State.OVER;
    }
    gone.run();
  }

  /**
   * Ends the watch. {@code next} runs here, or on the thread that looks at the connection just now.
   */
  public void cancel(Runnable next) {
    boolean registered;
    synchronized (this) {
      if (state == State.PEEKING) {
        afterPeek = next;
        return;
      }
      registered = state == State.ARMED;
      state = State.OVER;
    }
    if (registered) {
      // The request is not over, so only this watch can have registered.
      endPoint.getFillInterest().onFail(CANCELLED);
    }
    next.run();
  }

  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;

    Ended(String why) {
      super(why, null, false, false);
    }
  }
}
