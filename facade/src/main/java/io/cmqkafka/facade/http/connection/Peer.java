package io.cmqkafka.facade.http.connection;

/**
 * The client at the other end of a connection. It is a stranger until a request with a good
 * signature has come over the connection, and again after a request without one. A request that
 * this server did not read, for want of room or because it was too large, changes nothing. Any
 * thread may call.
 */
public final class Peer {
  private final ClientAddress address;
  private volatile boolean known;

  /** The stranger's request whose headers are coming; null for none. Guarded by this. */
  private Strangers.Guest arriving;

  /** Whether the connection is closed. Guarded by this. */
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
   * A stranger's request has begun, and its headers are not all there yet.
   *
   * @param guest null when no request arrives any more
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

  /** So many bytes more of the arriving request have come. False when there is no room for them. */
  boolean arrived(int bytes) {
    Strangers.Guest guest;
    synchronized (this) {
      guest = arriving;
    }
    return guest == null || guest.headersCame(bytes);
  }

  /**
   * The request that was arriving and whose headers are all there now. From here on the caller must
   * let it leave. Null when no stranger's request was arriving.
   */
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
   * Sets whether the last request had a good signature.
   *
   * <p>No request arrives while another one's signature is checked. So a request that still counts
   * as arriving when the signature was good is one that has ended unnoticed, and it leaves here.
   */
  public synchronized void known(boolean signed) {
    known = signed;
    if (signed) {
      arriving(null);
    }
  }
}
