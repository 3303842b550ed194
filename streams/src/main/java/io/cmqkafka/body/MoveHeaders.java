package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.MessageId;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Tells of a record in a queue's Kafka topic from where the server moved it there, and why. People
 * read it. The server decides nothing by it, and knows a dead letter by its {@link CopyHeader}; but
 * it names a message that it pushes by {@code cmq-published-id}.
 *
 * <ul>
 *   <li>{@code cmq-moved-from}: the name of the queue that it was in before, or {@code
 *       topic.subscription} of the subscription whose messages are pushed
 *   <li>{@code cmq-moved-id}: its msgId there
 *   <li>{@code cmq-moved-because}: {@code received too often}, {@code too old}, {@code push failed}
 *       or {@code redriven}; absent when it is not known
 *   <li>{@code cmq-receive-count}: of a dead letter, how often it was received there, decimal;
 *       absent when it is not known
 *   <li>{@code cmq-sent-at}: when it was first appended to a queue, decimal epoch ms
 *   <li>{@code cmq-published-id}: the msgId that its publisher was told; absent of a message that
 *       was not published to a topic
 * </ul>
 */
public final class MoveHeaders {
  public static final String FROM = "cmq-moved-from";
  public static final String ID = "cmq-moved-id";
  public static final String BECAUSE = "cmq-moved-because";
  public static final String RECEIVE_COUNT = "cmq-receive-count";
  public static final String SENT_AT = "cmq-sent-at";
  public static final String PUBLISHED_ID = "cmq-published-id";

  /** The names of all of them. A message that moves again gets new ones. */
  public static final Set<String> ALL =
      Set.of(FROM, ID, BECAUSE, RECEIVE_COUNT, SENT_AT, PUBLISHED_ID);

  private MoveHeaders() {}

  /**
   * @param from name of the queue that it leaves
   * @param there its record in that queue
   */
  public static Headers of(String from, DeadLetter letter, StoredBody there) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, FROM, from);
    add(headers, ID, new MessageId(letter.partition().partition(), letter.offset()));
    Death death = letter.death();
    if (letter.target() != null) {
      add(headers, BECAUSE, "redriven");
    } else if (death != null) {
      add(headers, BECAUSE, inWords(death.cause()));
      add(headers, RECEIVE_COUNT, death.receives());
    }
    add(headers, SENT_AT, sentAtMs(there));
    publishedId(new RecordHeaders(there.headers())).ifPresent(id -> add(headers, PUBLISHED_ID, id));
    return headers;
  }

  /**
   * The msgId that the publisher of a message was told. Empty when it was not published to a topic,
   * when a version without this header has moved it, and when the header makes no sense.
   *
   * @param headers of its record in a queue
   */
  public static Optional<MessageId> publishedId(Headers headers) {
    Optional<MessageId> copied =
        Optional.ofNullable(CopyHeader.in(headers)).flatMap(CopyHeader::publication);
    return copied.or(
        () ->
            Optional.ofNullable(headers.lastHeader(PUBLISHED_ID))
                .map(Header::value)
                .flatMap(value -> MessageId.parse(new String(value, US_ASCII))));
  }

  /**
   * When a message was sent, before all moves: epoch ms. Of a record whose header makes no sense it
   * is the record's own time.
   */
  static long sentAtMs(StoredBody stored) {
    long told = DelayHeaders.number(new RecordHeaders(stored.headers()).lastHeader(SENT_AT));
    return told > 0 ? told : stored.timestampMs();
  }

  private static String inWords(Death.Cause cause) {
    return switch (cause) {
      case RECEIVED_TOO_OFTEN -> "received too often";
      case TOO_OLD -> "too old";
      case PUSH_FAILED -> "push failed";
    };
  }

  private static void add(Headers headers, String key, Object value) {
    headers.add(key, value.toString().getBytes(US_ASCII));
  }
}
