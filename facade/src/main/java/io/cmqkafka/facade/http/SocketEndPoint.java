package io.cmqkafka.facade.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A client's socket: what comes from it are requests, or with TLS what a {@link TlsConnection}
 * decrypts.
 */
final class SocketEndPoint extends SocketChannelEndPoint implements ClientEndPoint {
  private final PeekedByte peeked = new PeekedByte();
  private final Turn turn;
  private final Peer peer;
  private final boolean encrypted;

  SocketEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Turn turn,
      Peer peer,
      boolean encrypted) {
    super(channel, selector, key, scheduler);
    this.turn = turn;
    this.peer = peer;
    this.encrypted = encrypted;
  }

  @Override
  public Turn turn() {
    return turn;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void cutOff(Throwable why) {
    close(why);
  }

  @Override
  public Watch watch(Runnable gone) {
    return Watch.start(this, () -> peeked.peek(super::fill), gone);
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = peeked.isThere() ? peeked.giveBack(buffer, super::fill) : super.fill(buffer);
    if (filled > 0 && !encrypted) {
      turn.bytesCame(filled);
    }
    return filled;
  }
}
