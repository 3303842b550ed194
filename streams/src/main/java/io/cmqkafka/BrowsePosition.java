package io.cmqkafka;

import java.util.Optional;

/**
 * A place in a queue at which somebody who looks at its messages goes on. As text {@code
 * partition:offset}, with {@code :sinceMs} behind it when there is one.
 *
 * @param offset of the first message to look at, or {@link #EDGE}
 * @param sinceMs where a search forwards begins in a partition, epoch ms: with the first message
 *     that was appended then or later; 0 for the first of all
 */
public record BrowsePosition(int partition, long offset, long sinceMs) {
  /** The first message of the partition, or the last one when the search goes backwards. */
  public static final long EDGE = -1;

  public static BrowsePosition edge(int partition, long sinceMs) {
    return new BrowsePosition(partition, EDGE, sinceMs);
  }

  /** Empty for what {@link #toString} does not write. */
  public static Optional<BrowsePosition> parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      if (parts.length == 2 || parts.length == 3) {
        int partition = Integer.parseInt(parts[0]);
        long offset = Long.parseLong(parts[1]);
        long sinceMs = parts.length == 3 ? Long.parseLong(parts[2]) : 0;
        if (partition >= 0 && offset >= EDGE && sinceMs >= 0) {
          return Optional.of(new BrowsePosition(partition, offset, sinceMs));
        }
      }
    } catch (NumberFormatException notOurs) {
      // As any other text.
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return partition + ":" + offset + (sinceMs > 0 ? ":" + sinceMs : "");
  }
}
