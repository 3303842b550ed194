package io.cmqkafka.facade.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Addresses that are not of the public Internet, after IANA's registries of special-purpose
 * addresses, and the IPv4 addresses that stand inside IPv6 ones.
 */
final class SpecialAddresses {
  private static final List<AddressRange> RANGES =
      Stream.of(
              "0.0.0.0/8", // this host
              "10.0.0.0/8", // private
              "100.64.0.0/10", // carrier-grade NAT
              "127.0.0.0/8", // loopback
              "168.63.129.16/32", // the host of a virtual machine at Azure
              "169.254.0.0/16", // link-local, and the metadata services of clouds
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // relays between IPv4 and IPv6, not in use any more
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, and broadcast
              "::/128", // unspecified
              "::1/128", // loopback
              "64:ff9b:1::/48", // a network's own NAT64
              "100::/64", // discarded
              "2001:db8::/32", // documentation
              "fc00::/7", // private
              "fe80::/10", // link-local
              "fec0::/10", // site-local
              "ff00::/8") // multicast
          .map(AddressRange::parse)
          .toList();

  /** An IPv6 range whose addresses hold an IPv4 address from this byte on. */
  private record Embedding(AddressRange range, int at, boolean inverted) {}

  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(AddressRange.parse("::/96"), 12, false), // IPv4-compatible
          new Embedding(AddressRange.parse("64:ff9b::/96"), 12, false), // NAT64
          new Embedding(AddressRange.parse("2002::/16"), 2, false), // 6to4
          new Embedding(AddressRange.parse("2001::/32"), 12, true)); // Teredo

  private SpecialAddresses() {}

  static boolean include(InetAddress address) {
    return RANGES.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * The address, and the IPv4 address that what is sent to it may end up at. (IPv4-mapped ones are
   * IPv4 addresses to the JDK.)
   */
  static List<InetAddress> formsOf(InetAddress address) {
    return Stream.concat(
            Stream.of(address),
            EMBEDDINGS.stream()
                .filter(embedding -> embedding.range().contains(address))
                .map(embedding -> embedded(address.getAddress(), embedding)))
        .toList();
  }

  private static InetAddress embedded(byte[] address, Embedding embedding) {
    byte[] ipv4 = Arrays.copyOfRange(address, embedding.at(), embedding.at() + 4);
    for (int i = 0; embedding.inverted() && i < ipv4.length; i++) {
      ipv4[i] = (byte) ~ipv4[i];
    }
    try {
      return InetAddress.getByAddress(ipv4);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an IPv4 address", e);
    }
  }
}
