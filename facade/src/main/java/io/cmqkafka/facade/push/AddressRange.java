package io.cmqkafka.facade.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits: a CIDR range of IPv4 or IPv6, or a single address. */
record AddressRange(InetAddress network, int prefix) {
  private static final String OCTET = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** What contains a colon is an IPv6 address or nothing, to the JDK too: it asks no DNS for it. */
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F.:]*");

  private static final int MAPPED_BITS = 96;

  /** Whether the text can only be an address or a range, and no host name. */
  static boolean isMeant(String text) {
    return text.indexOf(':') >= 0 || text.indexOf('/') >= 0 || text.matches("[0-9.]+");
  }

  /**
   * @param text such as {@code 10.0.0.0/8}, {@code fc00::/7}, {@code 192.0.2.1}; bits behind the
   *     prefix are ignored
   * @throws IllegalArgumentException when it is none; short, octal and other forms of IPv4 are none
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
      throw new IllegalArgumentException(text + " is no address");
    }
    try {
      InetAddress network = InetAddress.getByName(address);
      int bits = network.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      // The JDK takes an IPv4-mapped address for the IPv4 address it is.
      if (slash >= 0 && bits == 32 && address.indexOf(':') >= 0) {
        prefix -= MAPPED_BITS;
      }
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException(text + " has an impossible prefix");
      }
      return new AddressRange(network, prefix);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text + " is no address", e);
    }
  }

  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = 0xff00 >> Math.min(8, prefix - bit) & 0xff;
      if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
