package io.cmqkafka.browsing;

import io.cmqkafka.BrowsePosition;
import io.cmqkafka.BrowseRequest;
import io.cmqkafka.BrowsedMessage;
import io.cmqkafka.BrowsedMessages;
import io.cmqkafka.BrowsedMessages.End;
import io.cmqkafka.body.QueueTopics;
import io.cmqkafka.catalog.QueueDefinition;
import io.cmqkafka.command.PartitionRequests;
import io.cmqkafka.queue.MessageId;
import io.cmqkafka.queue.MessageState;
import io.cmqkafka.queue.MessageStatus;
import io.cmqkafka.queue.QueueCommand.Browse;
import io.cmqkafka.queue.Reply.Browsed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One search: asks the machine for the next messages in the wanted states, reads some of their
 * records, and so on. One step follows the other. Records are looked at on a common thread, since
 * others wait for the one that reads them.
 */
final class Walk {

  /** Records that are read at a time, at first; more if they turn out to be small. */
  private static final int FIRST_PART = 8;

  private static final int LARGEST_PART = 512;

  /** So many bytes of records are read at a time, or one record. */
  private static final long MAX_PART_BYTES = 1L << 20;

  /** So many questions to machines a search may cost. */
  private static final int MAX_QUESTIONS = 50;

  /** So many bytes of bodies and headers an answer has at most, or one message more. */
  private static final long MAX_ANSWER_BYTES = 2L << 20;

  /** The most that {@link #mostHeld} is for any request. */
  static final long MOST_HELD =
      MAX_ANSWER_BYTES
          + BrowseRequest.MAX_BODY_BYTES
          + BrowsedMessage.MAX_HEADER_BYTES
          + MAX_PART_BYTES
          + RecordReader.MAX_RECORD_BYTES;

  private final PartitionRequests requests;
  private final QueueTopics topics;
  private final RecordReader records;
  private final QueueDefinition queue;
  private final BrowseRequest request;
  private final long rewindFromMs;
  private final long deadlineNanos;
  private final List<BrowsedMessage> found = new ArrayList<>();

  /** Where to go on; null when all was seen. */
  private BrowsePosition at;

  private int part = FIRST_PART;
  private long nowMs;
  private long bytesRead;
  private long bytesFound;
  private int questions;

  /** What is kept of a record until it was looked at. */
  private record Kept(long appendedMs, byte[] value, ShownHeaders headers) {

    /** Null for a record that is no message. */
    static Kept of(ConsumerRecord<byte[], byte[]> record) {
      return record.value() == null
          ? null
          : new Kept(record.timestamp(), record.value(), ShownHeaders.of(record.headers()));
    }
  }

  /**
   * @param rewindFromMs what was deleted and appended before cannot be rewound to, epoch ms; {@link
   *     Long#MAX_VALUE} for a queue without rewind
   * @param deadlineNanos of {@link System#nanoTime}: then the search ends after the step that is
   *     under way, but not before it has looked at some messages, so that those who go on get on
   */
  Walk(
      PartitionRequests requests,
      QueueTopics topics,
      RecordReader records,
      QueueDefinition queue,
      BrowseRequest request,
      long rewindFromMs,
      long deadlineNanos) {
    this.requests = requests;
    this.topics = topics;
    this.records = records;
    this.queue = queue;
    this.request = request;
    this.rewindFromMs = rewindFromMs;
    this.deadlineNanos = deadlineNanos;
    this.at = begin();
  }

  /** Before the rewind window nothing is worth reading to those who look only for what is in it. */
  private BrowsePosition begin() {
    BrowsePosition from = request.from();
    return wantsRewindableAlone() && !request.backwards() && from.offset() == BrowsePosition.EDGE
        ? BrowsePosition.edge(from.partition(), Math.max(from.sinceMs(), rewindFromMs))
        : from;
  }

  private boolean wantsRewindableAlone() {
    return request.onlyRewindable() && request.states().equals(Set.of(MessageState.DELETED));
  }

  /** How many bytes a search holds at most. */
  static long mostHeld(BrowseRequest request) {
    long message = request.bodyBytes() + BrowsedMessage.MAX_HEADER_BYTES;
    return Math.min(request.max() * message, MAX_ANSWER_BYTES)
        + message
        + MAX_PART_BYTES
        + RecordReader.MAX_RECORD_BYTES;
  }

  CompletableFuture<BrowsedMessages> start() {
    // Whatever goes wrong becomes a failure of the future.
    return CompletableFuture.completedFuture(null).thenCompose(begun -> ask());
  }

  private CompletableFuture<BrowsedMessages> ask() {
    if (questions++ == MAX_QUESTIONS || questions > 1 && isLate()) {
      return ended(End.BUDGET_SPENT);
    }
    return offset()
        .thenCompose(
            from ->
                requests.ask(
                    queue,
                    at.partition(),
                    new Browse(from, request.backwards(), request.states(), wanted()),
                    Browsed.class))
        .thenCompose(seen -> read(request.onlyRewindable() ? rewindable(seen) : seen, 0));
  }

  /** As many as are missing; many more where the machine cannot tell which of them are wanted. */
  private int wanted() {
    return request.text().length > 0 || request.onlyRewindable()
        ? Browse.MAX_BROWSED
        : request.max() - found.size();
  }

  private CompletableFuture<Long> offset() {
    if (at.offset() != BrowsePosition.EDGE) {
      return CompletableFuture.completedFuture(at.offset());
    } else if (request.backwards()) {
      return CompletableFuture.completedFuture(Long.MAX_VALUE);
    } else if (at.sinceMs() == 0) {
      return CompletableFuture.completedFuture(0L);
    }
    return topics
        .since(queue.kafkaTopic(), queue.partitions(), at.sinceMs())
        // None is that late: nothing is found from there on.
        .thenApply(offsets -> offsets.get(at.partition()))
        .thenApply(offset -> offset < 0 ? Long.MAX_VALUE : offset);
  }

  /** Without deleted messages that no rewind brings back, as far as that is known unread. */
  private Browsed rewindable(Browsed seen) {
    long rewindTo = rewindTo(seen);
    List<MessageStatus> messages =
        seen.messages().stream()
            .filter(status -> status.state() != MessageState.DELETED || status.offset() >= rewindTo)
            .toList();
    long next = seen.next();
    if (wantsRewindableAlone() && next < rewindTo) {
      next = request.backwards() ? seen.start() - 1 : rewindTo;
    }
    return new Browsed(seen.start(), seen.end(), seen.rewindTo(), seen.now(), messages, next);
  }

  /** What is deleted before this offset cannot be rewound to; in a queue without rewind nothing. */
  private long rewindTo(Browsed seen) {
    return rewindFromMs == Long.MAX_VALUE ? Long.MAX_VALUE : seen.rewindTo();
  }

  private CompletableFuture<BrowsedMessages> read(Browsed seen, int first) {
    nowMs = seen.now();
    List<MessageStatus> rest = seen.messages().subList(first, seen.messages().size());
    if (rest.isEmpty()) {
      boolean isOver = seen.next() < seen.start() || seen.next() >= seen.end();
      at = isOver ? nextPartition() : new BrowsePosition(at.partition(), seen.next(), at.sinceMs());
      return at == null ? ended(End.ALL_SEEN) : ask();
    }
    List<MessageStatus> next = rest.subList(0, Math.min(part, rest.size()));
    return records
        .readPart(
            new TopicPartition(queue.kafkaTopic(), at.partition()),
            next.stream().map(MessageStatus::offset).sorted().toList(),
            next.size() == 1 ? Long.MAX_VALUE : MAX_PART_BYTES,
            Kept::of)
        .thenComposeAsync(
            read -> {
              bytesRead += read.bytes();
              if (read.found().isEmpty()) {
                part = isLate() ? 1 : Math.max(1, next.size() / 2);
                return read(seen, first);
              }
              if (read.bytes() <= MAX_PART_BYTES / 2) {
                part = Math.min(2 * part, LARGEST_PART);
              }
              Optional<End> end = take(next, read.found().get(), seen);
              return end.isPresent() ? ended(end.get()) : read(seen, first + next.size());
            });
  }

  private Optional<End> take(List<MessageStatus> statuses, Map<Long, Kept> read, Browsed seen) {
    int partition = at.partition();
    for (MessageStatus status : statuses) {
      Kept record = read.get(status.offset());
      // An offset that never held a message looks deleted once it was passed.
      if (record != null
          && isWanted(status, record, seen)
          && contains(record.value(), request.text())) {
        found.add(message(partition, status, record, seen));
        bytesFound +=
            Math.min(record.value().length, request.bodyBytes()) + record.headers().bytes();
        boolean isFull = found.size() == request.max();
        if (isFull || bytesFound >= MAX_ANSWER_BYTES) {
          at = after(status.offset());
          return Optional.of(isFull ? End.PAGE_FULL : End.BUDGET_SPENT);
        }
      }
    }
    if (bytesRead >= request.maxBytesRead() || isLate()) {
      at = after(statuses.get(statuses.size() - 1).offset());
      return Optional.of(End.BUDGET_SPENT);
    }
    return Optional.empty();
  }

  private boolean isWanted(MessageStatus status, Kept record, Browsed seen) {
    return !request.onlyRewindable()
        || status.state() != MessageState.DELETED
        || isRewindable(status, record, seen);
  }

  private boolean isRewindable(MessageStatus status, Kept record, Browsed seen) {
    return status.state() == MessageState.DELETED
        && status.offset() >= rewindTo(seen)
        && record.appendedMs() >= rewindFromMs;
  }

  private boolean isLate() {
    return deadlineNanos - System.nanoTime() < 0;
  }

  private BrowsePosition after(long offset) {
    return request.backwards() && offset == 0
        ? nextPartition()
        : new BrowsePosition(
            at.partition(), request.backwards() ? offset - 1 : offset + 1, at.sinceMs());
  }

  private BrowsePosition nextPartition() {
    int next = at.partition() + (request.backwards() ? -1 : 1);
    return request.onlyPartition() || next < 0 || next >= queue.partitions()
        ? null
        : BrowsePosition.edge(next, at.sinceMs());
  }

  private BrowsedMessage message(int partition, MessageStatus status, Kept record, Browsed seen) {
    byte[] body = record.value();
    return new BrowsedMessage(
        new MessageId(partition, status.offset()),
        status,
        isRewindable(status, record, seen),
        record.appendedMs(),
        body.length,
        body.length <= request.bodyBytes() ? body : Arrays.copyOf(body, request.bodyBytes()),
        record.headers().headers(),
        record.headers().areWhole());
  }

  /**
   * The queue's first message may be the one that fills a page read backwards: then all is seen.
   */
  private CompletableFuture<BrowsedMessages> ended(End end) {
    return CompletableFuture.completedFuture(
        new BrowsedMessages(
            found, nowMs, bytesRead, Optional.ofNullable(at), at == null ? End.ALL_SEEN : end));
  }

  private static boolean contains(byte[] body, byte[] text) {
    for (int at = 0; at <= body.length - text.length; at++) {
      if (Arrays.equals(body, at, at + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }
}
