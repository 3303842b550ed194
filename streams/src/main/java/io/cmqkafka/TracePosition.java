package io.cmqkafka;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place in the commands log at which somebody goes on who looks up what became of a message. As
 * text the offset, and behind it, if it is known, what the commands before it tell.
 *
 * @param offset in the commands partition that decides about the message
 * @param past empty when not all commands since the message's append were read
 */
public record TracePosition(long offset, Optional<Past> past) {
  /** So many visibility timeouts are told apart. */
  public static final int MAX_VISIBILITIES = 16;

  /**
   * What the commands before that place tell of the message.
   *
   * @param toldMs log time at which its machine heard of it, epoch ms; 0 when it did and that time
   *     is not known, -1 when it did not
   * @param endedSerial all deliveries up to this number have ended; -1 for none
   * @param endedMs commands have ended all deliveries that began before this log time, epoch ms; -1
   *     for none
   * @param visibilitiesMs the visibility timeouts of receives, ms, the first {@value
   *     #MAX_VISIBILITIES}
   */
  public record Past(long toldMs, long endedSerial, long endedMs, List<Long> visibilitiesMs) {
    /** Before the message's append. */
    public static final Past NOTHING = new Past(-1, -1, -1, List.of());

    public Past {
      visibilitiesMs = List.copyOf(visibilitiesMs);
    }
  }

  /** Empty for what {@link #toString} does not write. */
  public static Optional<TracePosition> parse(String text) {
    String[] parts = text.split(":", -1);
    try {
      long offset = Long.parseLong(parts[0]);
      if (offset >= 0 && parts.length == 1) {
        return Optional.of(new TracePosition(offset, Optional.empty()));
      } else if (offset >= 0 && parts.length == 5) {
        return past(parts).map(past -> new TracePosition(offset, Optional.of(past)));
      }
    } catch (NumberFormatException notOurs) {
      // As any other text.
    }
    return Optional.empty();
  }

  private static Optional<Past> past(String[] parts) {
    List<Long> visibilities =
        parts[4].isEmpty()
            ? List.of()
            : Arrays.stream(parts[4].split(",", -1)).map(Long::valueOf).toList();
    Past past =
        new Past(
            Long.parseLong(parts[1]),
            Long.parseLong(parts[2]),
            Long.parseLong(parts[3]),
            visibilities);
    return visibilities.size() <= MAX_VISIBILITIES ? Optional.of(past) : Optional.empty();
  }

  @Override
  public String toString() {
    return offset + past.map(TracePosition::text).orElse("");
  }

  private static String text(Past past) {
    String visibilities =
        past.visibilitiesMs().stream().map(String::valueOf).collect(Collectors.joining(","));
    return ":"
        + past.toldMs()
        + ":"
        + past.endedSerial()
        + ":"
        + past.endedMs()
        + ":"
        + visibilities;
  }
}
