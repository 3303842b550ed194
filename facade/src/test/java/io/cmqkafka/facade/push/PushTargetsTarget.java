package io.cmqkafka.facade.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.fuzz.Claim;
import io.cmqkafka.facade.fuzz.Target;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of targets as an operator may write it, separated by commas, and a host in the second
 * line: refused, or a list that decides. What is denied is denied whatever is allowed, and names
 * open nothing that is not public.
 */
public final class PushTargetsTarget implements Target {
  private static final List<byte[]> ADDRESSES =
      List.of(
          new byte[] {127, 0, 0, 1},
          new byte[] {10, 1, 2, 3},
          new byte[] {8, 8, 8, 8},
          new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
          new byte[] {0x20, 1, 0x48, 0x60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8});

  @Override
  public void run(byte[] input) throws UnknownHostException {
    String[] lines = new String(input, UTF_8).split("\n", 2);
    List<String> entries = new ArrayList<>();
    for (String entry : lines[0].split(",")) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    String host = lines.length < 2 ? "example.com" : lines[1];
    PushTargets allowed;
    PushTargets denied;
    try {
      allowed = new PushTargets(entries, List.of());
      denied = new PushTargets(List.of("*"), entries);
    } catch (IllegalArgumentException e) {
      Claim.that(e.getMessage() != null, "no reason");
      return;
    }
    boolean hasNamesOnly =
        entries.stream().noneMatch(entry -> entry.equals("*") || AddressRange.isMeant(entry));
    for (byte[] bytes : ADDRESSES) {
      InetAddress address = InetAddress.getByAddress(bytes);
      boolean admitted = allowed.admit(host, address);
      Claim.that(!admitted || !new PushTargets(entries, List.of("*")).admit(host, address), "deny");
      Claim.that(!admitted || allowed.mayAdmit(host) || isWritten(host), "forbidden as written");
      boolean isPublic = !SpecialAddresses.include(address);
      Claim.that(!admitted || isPublic || !hasNamesOnly, "a name opens " + address);
      if (isPublic) {
        Claim.same(admitted, !denied.admit(host, address), "on the other list, " + address);
      }
    }
  }

  /** Whether the text says where it leads, so that it resolves to nothing else. */
  private static boolean isWritten(String host) {
    return WrittenAddress.isLocalhost(host) || !WrittenAddress.readingsOf(host).isEmpty();
  }
}
