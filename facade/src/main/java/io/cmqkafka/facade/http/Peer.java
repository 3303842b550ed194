package io.cmqkafka.facade.http;

/**
 * The other end of a connection. It is a stranger until a good signature has come over the
 * connection, and again after a request that had none, or one that was refused before its signature
 * was looked at, unless that was for want of room. Any thread may call.
 */
final class Peer {
  private final ClientAddress address;
  private volatile boolean known;

  Peer(ClientAddress address) {
    this.address = address;
  }

  ClientAddress address() {
    return address;
  }

  boolean isKnown() {
    return known;
  }

  /** Whether the last request had a good signature. */
  void known(boolean signed) {
    known = signed;
  }
}
