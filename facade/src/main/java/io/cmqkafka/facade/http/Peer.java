package io.cmqkafka.facade.http;

/**
 * The other end of a connection. It is a stranger until a good signature has come over the
 * connection, and again after a request that had none, or one that was refused before its signature
 * was looked at, unless that was for want of room. Any thread may call.
 */
final class Peer {
  private final ClientAddress address;
  private volatile boolean known;

  // Guarded by this.
  private Strangers.Guest arriving;
  private boolean gone;

  Peer(ClientAddress address) {
    this.address = address;
  }

  ClientAddress address() {
    return address;
  }

  boolean isKnown() {
    return known;
  }

  /**
   * A stranger's request has begun, and its headers are not all there yet. Null: it is over before
   * they were.
   */
  synchronized void arriving(Strangers.Guest guest) {
    if (arriving != null) {
      arriving.leave();
    }
    arriving = guest;
    if (gone && guest != null) {
      guest.leave();
    }
  }

  /** What of its headers has come holds so much more; false when there is no room for it. */
  boolean arrived(int bytes) {
    Strangers.Guest guest;
    synchronized (this) {
      guest = arriving;
    }
    return guest == null || guest.holdMore(bytes);
  }

  /** Whose headers are there, to be taken on by the caller; null when nobody arrives. */
  synchronized Strangers.Guest takeArrived() {
    Strangers.Guest guest = arriving;
    arriving = null;
    return guest;
  }

  /** The connection is closed. */
  synchronized void gone() {
    gone = true;
    arriving(null);
  }

  /** Whether the last request had a good signature. */
  void known(boolean signed) {
    known = signed;
  }
}
