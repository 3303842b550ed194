package io.cmqkafka.facade.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client's address has. An IPv6 client counts by its network of 64 bits,
 * since it has all the addresses in there. Any thread may call.
 */
final class ConnectionsByAddress {
  private static final int IPV6_NETWORK_BYTES = 8;

  private final int max;
  private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param max 0 for any number
   */
  ConnectionsByAddress(int max) {
    this.max = max;
  }

  /** One more; whether it is within the limit. It must {@link #leave} either way. */
  boolean enter(SocketAddress client) {
    InetAddress address = address(client);
    return max == 0 || address == null || counts.merge(address, 1, Integer::sum) <= max;
  }

  void leave(SocketAddress client) {
    InetAddress address = address(client);
    if (max > 0 && address != null) {
      counts.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses have connections; 0 when nothing is counted. */
  int size() {
    return counts.size();
  }

  private static InetAddress address(SocketAddress client) {
    if (!(client instanceof InetSocketAddress socket)) {
      return null;
    }
    if (!(socket.getAddress() instanceof Inet6Address ipv6)) {
      return socket.getAddress();
    }
    byte[] network = ipv6.getAddress();
    Arrays.fill(network, IPV6_NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
