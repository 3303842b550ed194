package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cmqkafka.queue.DeadLetter;
import io.cmqkafka.queue.Death;
import io.cmqkafka.queue.MessageId;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Tells of a record in a queue's Kafka topic from where the server moved it there, and why. People
 * read it; the server decides nothing by it, and knows a dead letter by its {@link CopyHeader}.
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
 * </ul>
 */
public final class MoveHeaders {
  public static final String FROM = "cmq-moved-from";
  public static final String ID = "cmq-moved-id";
  public static final String BECAUSE = "cmq-moved-because";
  public static final String RECEIVE_COUNT = "cmq-receive-count";
  public static final String SENT_AT = "cmq-sent-at";

  /** The names of all of them. A message that moves again has those of its last move alone. */
  public static final Set<String> ALL = Set.of(FROM, ID, BECAUSE, RECEIVE_COUNT, SENT_AT);

  private MoveHeaders() {}

  /**
   * @param from name of the queue that it leaves
   * @param sentAtMs as {@link #sentAtMs} says of its record there
   */
  public static Headers of(String from, DeadLetter letter, long sentAtMs) {
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
    add(headers, SENT_AT, sentAtMs);
    return headers;
  }

  /**
   * When a message was sent, before all moves: epoch ms. Of a record whose header makes no sense it
   * is the record's own time.
   */
  public static long sentAtMs(StoredBody stored) {
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
