package io.cmqkafka;

import java.util.List;
import java.util.Optional;

/**
 * What a look at a queue's messages found.
 *
 * @param messages in the order of the search
 * @param nowMs log time of the last state that was read, epoch ms
 * @param bytesRead how many bytes of records were read: bodies, keys and headers, also of records
 *     that lie between others, and once more of those that were read again
 * @param next where to go on; empty when the search has seen all there was
 * @param end why the search ended
 */
public record BrowsedMessages(
    List<BrowsedMessage> messages,
    long nowMs,
    long bytesRead,
    Optional<BrowsePosition> next,
    End end) {

  /** Why a search ended. */
  public enum End {
    /** There are no more messages in that direction. */
    ALL_SEEN,
    /** As many as asked for were found. */
    PAGE_FULL,
    /** A limit on the work of one request was reached: there may be more that match. */
    BUDGET_SPENT
  }

  public BrowsedMessages {
    messages = List.copyOf(messages);
  }
}
