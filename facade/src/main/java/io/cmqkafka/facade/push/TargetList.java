package io.cmqkafka.facade.push;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One list of targets as the operator writes it. */
final class TargetList {
  private static final String EVERYTHING = "*";
  private static final String PUBLIC = "public";
  private static final Pattern NAME =
      Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_-]+)*");

  /** What resolvers take for an address in another notation. */
  private static final Pattern NUMBER_AT_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");

  private final boolean everything;
  private final boolean allPublic;
  private final List<String> names = new ArrayList<>();

  /** As {@code .example.com}. */
  private final List<String> suffixes = new ArrayList<>();

  private final List<AddressRange> ranges = new ArrayList<>();

  /**
   * @param entries {@code *}, {@code public}, host names, {@code *.suffix}, addresses and ranges
   * @throws IllegalArgumentException when one of them is something else
   */
  TargetList(List<String> entries) {
    everything = entries.contains(EVERYTHING);
    allPublic = entries.contains(PUBLIC);
    for (String entry : entries) {
      String lower = entry.toLowerCase(Locale.ROOT);
      if (entry.equals(EVERYTHING) || entry.equals(PUBLIC)) {
        continue;
      }
      if (AddressRange.isMeant(entry)) {
        ranges.add(AddressRange.parse(entry));
      } else if (!NAME.matcher(lower).matches() || NUMBER_AT_END.matcher(lower).matches()) {
        throw new IllegalArgumentException(entry + " is no host, pattern, address or range");
      } else if (lower.startsWith("*.")) {
        suffixes.add(lower.substring(1));
      } else {
        names.add(lower);
      }
    }
  }

  boolean hasEverything() {
    return everything;
  }

  boolean hasAllPublic() {
    return allPublic;
  }

  /** By the name alone, wherever it leads; a suffix stands for all names below it, not itself. */
  boolean hasName(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return names.contains(name) || suffixes.stream().anyMatch(name::endsWith);
  }

  boolean hasRanges() {
    return !ranges.isEmpty();
  }

  /** By one of the ranges. */
  boolean hasAddress(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
