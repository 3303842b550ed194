package io.cmqkafka.facade.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A socket that tells when its client closes it while a request is parked. Jetty does not look at a
 * connection between the end of a request's body and the end of its answer; here a {@link Watch}
 * registers interest in reading meanwhile, and when the socket becomes readable it reads one byte:
 * the end of the stream means that the client is gone, a byte belongs to the next, pipelined
 * request and is kept for Jetty's next {@link #fill}. (A client that pipelines is not watched any
 * further for this request. One that only shuts down its sending side counts as gone.)
 *
 * <p>One byte is enough to tell, and no request is as short: more is there or will come, so the
 * socket itself makes Jetty fill again.
 *
 * <p>Jetty aborts a connection whose request completes while somebody is interested in reading, so
 * a watch must be cancelled before the answer is sent. From then on there is no registration and no
 * read of ours in progress, and Jetty is the only one that reads again.
 */
final class WatchedEndPoint extends SocketChannelEndPoint {
  private static final int NOTHING = -1;
  private static final Throwable CANCELLED = new Cancelled();

  private volatile int peeked = NOTHING;

  WatchedEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /** Starts to watch; at most one watch may be there at a time. */
  Watch watch(Runnable gone) {
    Watch watch = new Watch(gone);
    watch.register();
    return watch;
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    if (peeked == NOTHING) {
      return super.fill(buffer);
    }
    if (BufferUtil.space(buffer) == 0) {
      return 0;
    }
    int position = BufferUtil.flipToFill(buffer);
    buffer.put((byte) peeked);
    BufferUtil.flipToFlush(buffer, position);
    peeked = NOTHING;
    return 1 + Math.max(0, super.fill(buffer));
  }

  private int peek() {
    ByteBuffer one = BufferUtil.allocate(1);
    try {
      int filled = super.fill(one);
      if (filled > 0) {
        peeked = one.get() & 0xFF;
      }
      return filled;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Cancelled or fired once. */
  final class Watch implements Callback {
    private enum State {
      ARMED,
      PEEKING,
      OVER
    }

    private final Runnable gone;

    // Guarded by this.
    private State state = State.ARMED;
    private Runnable afterPeek;

    private Watch(Runnable gone) {
      this.gone = gone;
    }

    private synchronized void register() {
      if (state == State.ARMED && !tryFillInterested(this)) {
        state = State.OVER;
      }
    }

    /** Readable. */
    @Override
    public void succeeded() {
      synchronized (this) {
        if (state != State.ARMED) {
          return;
        }
        state = State.PEEKING;
      }
      int filled = peek();
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

    /** Closed by the server, or cancelled. */
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

    /** {@code next} runs here, or on the thread that just now looks at the socket. */
    void cancel(Runnable next) {
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
        // The request is not over, so nobody but this watch can have registered.
        getFillInterest().onFail(CANCELLED);
      }
      next.run();
    }
  }

  private static final class Cancelled extends Exception {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("the watch was cancelled", null, false, false);
    }
  }
}
