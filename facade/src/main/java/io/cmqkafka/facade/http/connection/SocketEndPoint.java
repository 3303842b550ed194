package io.cmqkafka.facade.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A client's socket. Its bytes are requests, or with TLS encrypted requests, which a {@link
 * TlsConnection} decrypts.
 */
public final class SocketEndPoint extends SocketChannelEndPoint implements ClientEndPoint {
  private final PeekedByte peeked = new PeekedByte();
  private final ConnectionDeadline deadline;
  private final Peer peer;
  private final Strangers strangers;
  private final Runnable cutOff;
  private final boolean encrypted;

  SocketEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      ConnectionDeadline deadline,
      Peer peer,
      Strangers strangers,
      Consumer<SocketEndPoint> cutOff,
      boolean encrypted) {
    super(channel, selector, key, scheduler);
    this.deadline = deadline;
    this.peer = peer;
    this.strangers = strangers;
    this.cutOff = () -> cutOff.accept(this);
    this.encrypted = encrypted;
  }

  @Override
  public SocketEndPoint socket() {
    return this;
  }

  @Override
  public ConnectionDeadline deadline() {
    return deadline;
  }

  /**
   * Counts bytes of a request that have come. A stranger's headers count from their first byte on:
   * until they are complete, nobody else counts them. Closes the connection when there is no room
   * for them.
   *
   * @param buffer ends with these bytes
   */
  void requestCame(ByteBuffer buffer, int bytes) {
    if (deadline.isNobodys() && isBlankLine(buffer, bytes)) {
      return;
    }
    boolean begins = deadline.bytesCame(bytes);
    if (peer.isKnown()) {
      return;
    }
    if (begins) {
      Strangers.Guest guest = strangers.enter(peer.address(), cutOff);
      peer.arriving(guest);
      if (guest == null) {
        cutOff.run();
      }
    }
    if (!peer.arrived(bytes)) {
      cutOff.run();
    }
  }

  /**
   * Whether the last bytes in the buffer are a blank line at most. Some clients send one after a
   * body. It begins no request.
   */
  private static boolean isBlankLine(ByteBuffer buffer, int bytes) {
    if (bytes > 2) {
      return false;
    }
    for (int i = buffer.limit() - bytes; i < buffer.limit(); i++) {
      if (buffer.get(i) != '\r' && buffer.get(i) != '\n') {
        return false;
      }
    }
    return true;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  /** Closes the connection because others need the room, and counts that. */
  public void makeRoom() {
    cutOff.run();
  }

  @Override
  public DisconnectWatch watch(Runnable gone) {
    return DisconnectWatch.start(this, () -> peeked.peek(super::fill), gone);
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = peeked.isThere() ? peeked.giveBack(buffer, super::fill) : super.fill(buffer);
    if (filled > 0 && !encrypted) {
      requestCame(buffer, filled);
    }
    return filled;
  }
}
