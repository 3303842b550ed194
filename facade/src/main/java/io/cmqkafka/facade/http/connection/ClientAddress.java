package io.cmqkafka.facade.http.connection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The unit by which clients share what is bounded: an IPv4 address, or an IPv6 network of 64 bits,
 * since an IPv6 client has all the addresses in there.
 *
 * @param address null for clients that have none; they share one share
 */
public record ClientAddress(InetAddress address) {
  private static final int IPV6_NETWORK_BYTES = 8;

  static ClientAddress of(SocketAddress client) {
    if (!(client instanceof InetSocketAddress socket)) {
      return new ClientAddress(null);
    }
    if (!(socket.getAddress() instanceof Inet6Address ipv6)) {
      return new ClientAddress(socket.getAddress());
    }
    if (ipv6.isLoopbackAddress()) {
      return new ClientAddress(ipv6);
    }
    byte[] network = ipv6.getAddress();
    Arrays.fill(network, IPV6_NETWORK_BYTES, network.length, (byte) 0);
    try {
      return new ClientAddress(InetAddress.getByAddress(network));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
