package io.cmqkafka.facade.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, or where something listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 asks for any free one
 */
public record HostPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]\\s]+)):(\\d{1,5})");

  /**
   * Reads HOST:PORT or [IPV6]:PORT.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static HostPort parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Not HOST:PORT: " + text);
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return new HostPort(host, Integer.parseInt(matcher.group(3)));
  }

  public HostPort {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("Not a port: " + port);
    }
  }

  /** Whether it is no address to connect to, but stands for all addresses of the machine. */
  public boolean isAnyAddress() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /** The same host with the port that was really taken. */
  public HostPort withPort(int taken) {
    return new HostPort(host, taken);
  }

  /** HOST:PORT, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
