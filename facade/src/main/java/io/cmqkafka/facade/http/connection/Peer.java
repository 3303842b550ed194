package io.cmqkafka.facade.http.connection;

/**
 * The other end of a connection. It is a stranger until a good signature has come over the
 * connection, and again after one that was read and had none. A request that this server did not
 * read, for want of room or because it was too large, says nothing. Any thread may call.
 */
public final class Peer {
  private final ClientAddress address;
  private volatile boolean known;

  // Guarded by this.
  private Strangers.Guest arriving;
  private boolean gone;

  public Peer(ClientAddress address) {
    this.address = address;
  }

  public ClientAddress address() {
    return address;
  }

  public boolean isKnown() {
    return known;
  }

  /**
   * A stranger's request has begun, and its headers are not all there yet. Null: it is over before
   * they were.
   */
  public synchronized void arriving(Strangers.Guest guest) {
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
    return guest == null || guest.headersCame(bytes);
  }

  /** Whose headers are there, to be taken on by the caller; null when nobody arrives. */
  public synchronized Strangers.Guest takeArrived() {
    Strangers.Guest guest = arriving;
    arriving = null;
    return guest;
  }

  /** The connection is closed. */
  synchronized void gone() {
    gone = true;
    arriving(null);
  }

  /**
   * Whether the last request had a good signature.
   *
   * <p>While one is looked at none arrives: who counts as arriving has stayed behind.
   */
  public synchronized void known(boolean signed) {
    known = signed;
    if (signed) {
      arriving(null);
    }
  }
}
