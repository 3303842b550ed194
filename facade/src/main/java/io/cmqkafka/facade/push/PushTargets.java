package io.cmqkafka.facade.push;

import java.net.InetAddress;
import java.util.List;

/**
 * Which targets the operator lets messages be pushed to. A host is judged together with an address
 * it was resolved to, and the connection must go to that very address: then no later change of DNS
 * gets around the judgement.
 *
 * <ul>
 *   <li>What is on the deny list by name or by address is denied.
 *   <li>An address in a range of the allow list is admitted, under any host name.
 *   <li>A public address is admitted when the allow list has its host's name, or {@code public}.
 *       Names admit no others: the owner of a host's DNS must not choose an address in here.
 *   <li>{@code *} stands for everything.
 * </ul>
 *
 * An IPv6 address that holds an IPv4 address is judged as both.
 */
public final class PushTargets {
  private final TargetList allow;
  private final TargetList deny;

  /**
   * @param allow {@code *}, {@code public}, host names, {@code *.suffix}, addresses, CIDR ranges
   * @param deny likewise
   * @throws IllegalArgumentException when an entry is something else
   */
  public PushTargets(List<String> allow, List<String> deny) {
    this.allow = new TargetList(allow);
    this.deny = new TargetList(deny);
  }

  /**
   * Whether a push to this host may be admitted, as far as its text tells: false only where {@link
   * #admit} is false for any address of the host. Asks no name server.
   *
   * @param host as the URL has it; a name or an address in any form
   */
  public boolean mayAdmit(String host) {
    if (WrittenAddress.isLocalhost(host)) {
      return WrittenAddress.LOOPBACK.stream().anyMatch(address -> admit(host, address));
    }
    List<InetAddress> readings = WrittenAddress.readingsOf(host);
    return readings.isEmpty()
        ? mayAdmitName(host)
        : readings.stream().allMatch(address -> admit(host, address));
  }

  private boolean mayAdmitName(String host) {
    boolean denied = deny.hasEverything() || deny.hasName(host);
    boolean atPublicAddresses =
        !deny.hasAllPublic() && (allow.hasAllPublic() || allow.hasName(host));
    return !denied && (allow.hasEverything() || allow.hasRanges() || atPublicAddresses);
  }

  /**
   * @param host as the URL has it; a name or an address in any form
   * @param address what it was resolved to
   */
  boolean admit(String host, InetAddress address) {
    List<InetAddress> forms = SpecialAddresses.formsOf(address);
    boolean special = forms.stream().anyMatch(SpecialAddresses::include);
    boolean denied =
        deny.hasEverything()
            || deny.hasName(host)
            || deny.hasAllPublic() && !special
            || forms.stream().anyMatch(deny::hasAddress);
    if (denied) {
      return false;
    }
    return allow.hasEverything()
        || forms.stream().anyMatch(allow::hasAddress)
        || !special && (allow.hasAllPublic() || allow.hasName(host));
  }
}
