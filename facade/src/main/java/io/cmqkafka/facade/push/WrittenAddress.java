package io.cmqkafka.facade.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Hosts that say by their text alone where they lead: addresses in every notation that resolvers
 * take, and localhost.
 */
final class WrittenAddress {
  static final List<InetAddress> LOOPBACK =
      List.of(ofBytes(127, 0, 0, 1), ofBytes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

  private static final int MAX_PARTS = 4;

  private WrittenAddress() {}

  /** Whether the name belongs to loopback by RFC 6761. */
  static boolean isLocalhost(String host) {
    String name = withoutLastDot(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  /**
   * The address that the host is, or the two that it is to different resolvers: a number that
   * begins with 0 is octal to the system's and decimal to the JDK's own. Empty for a name.
   *
   * @param host as a URL has it, an IPv6 address in its brackets
   */
  static List<InetAddress> readingsOf(String host) {
    if (host.startsWith("[")) {
      return List.of(AddressRange.parse(host.substring(1, host.length() - 1)).network());
    }
    String[] parts = withoutLastDot(host).split("\\.", -1);
    return Stream.of(true, false)
        .map(decimalOnly -> Stream.of(parts).mapToLong(part -> number(part, decimalOnly)).toArray())
        .filter(WrittenAddress::isAddress)
        .map(WrittenAddress::address)
        .distinct()
        .toList();
  }

  /** Up to four numbers of a byte each, but the last one stands for all bytes that are left. */
  private static boolean isAddress(long[] numbers) {
    int count = numbers.length;
    return count <= MAX_PARTS
        && LongStream.of(numbers).allMatch(number -> number >= 0)
        && LongStream.of(numbers).limit(count - 1L).allMatch(number -> number < 1 << 8)
        && numbers[count - 1] < 1L << 8 * (MAX_PARTS + 1 - count);
  }

  private static InetAddress address(long[] numbers) {
    long address = numbers[numbers.length - 1];
    for (int i = 0; i < numbers.length - 1; i++) {
      address |= numbers[i] << 8 * (MAX_PARTS - 1 - i);
    }
    return ofBytes(
        (int) (address >> 24), (int) (address >> 16), (int) (address >> 8), (int) address);
  }

  /** The number, or -1 for what is none or more than an address can be. */
  private static long number(String part, boolean decimalOnly) {
    String lower = part.toLowerCase(Locale.ROOT);
    try {
      if (decimalOnly) {
        return parsed(lower, 10);
      } else if (lower.startsWith("0x")) {
        return lower.length() == 2 ? 0 : parsed(lower.substring(2), 16);
      } else {
        return parsed(lower, lower.startsWith("0") ? 8 : 10);
      }
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static long parsed(String digits, int radix) {
    if (digits.startsWith("+") || digits.startsWith("-")) {
      throw new NumberFormatException(digits);
    }
    return Long.parseLong(digits, radix);
  }

  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static InetAddress ofBytes(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }
}
