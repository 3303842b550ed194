package io.cmqkafka;

import io.cmqkafka.queue.MessageState;
import java.util.Set;

/**
 * Which messages of a queue somebody wants to look at, without receiving them.
 *
 * @param from where the search begins
 * @param backwards whether it goes to older messages, and not to newer ones
 * @param onlyPartition whether it ends with the partition it begins in
 * @param states messages in these states alone
 * @param onlyRewindable whether of the deleted ones only those are shown that a rewind can bring
 *     back
 * @param text messages whose body contains these bytes alone, {@value #MAX_TEXT_BYTES} at most;
 *     empty for all
 * @param max most messages, 1 to 100
 * @param bodyBytes how much of a body to bring, 0 to 1 MiB
 * @param maxBytesRead after so many bytes of records were read for it the search stops, once it has
 *     looked at what it has read
 */
public record BrowseRequest(
    BrowsePosition from,
    boolean backwards,
    boolean onlyPartition,
    Set<MessageState> states,
    boolean onlyRewindable,
    byte[] text,
    int max,
    int bodyBytes,
    long maxBytesRead) {
  public static final int MAX_BODY_BYTES = 1 << 20;

  /** Looking for a long text in a long body takes long. */
  public static final int MAX_TEXT_BYTES = 256;

  public BrowseRequest {
    states = Set.copyOf(states);
  }
}
