package io.cmqkafka.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.queue.MessageId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Says of a record in a queue's Kafka topic that it is a copy: {@code cmq-source:
 * <source>:<number>:<previous>}. A copy may be written more than once; by this header the queue
 * recognises it.
 *
 * @param source what it was copied from; numbers of one source ascend in the order its copies are
 *     first written to one partition of a queue
 * @param number of the item that was copied
 * @param previous number of the item that its writer sent to the same partition just before; -1
 *     when the writer had just begun, and everything before is known to be written
 */
public record CopyHeader(String source, long number, long previous) {
  public static final String HEADER = "cmq-source";

  /** Longer headers are none of the server's, and would be kept in the queue's state. */
  private static final int MAX_LENGTH = 120;

  private static final Pattern PUBLICATIONS =
      Pattern.compile("[^/]*/(\\d{1,5})(?:/\\d{1,10})?/subsc-[^/]*");
  private static final Pattern DEAD_LETTERS = Pattern.compile("([^/]+)/\\d{1,5}");
  private static final Pattern FORM = Pattern.compile("([!-~]{1,80}):(\\d{1,18}):(-1|\\d{1,18})");

  /**
   * The source's name for publications in one partition of their Kafka topic, copied for one
   * subscription. Two subscriptions with one queue are two sources. Publications written by two
   * leaders of the partition are two sources as well: a leader that was elected although it lacked
   * records gives their offsets to other records, but within its epoch no leader gives an offset
   * twice.
   *
   * @param topicId Kafka's own id of the topic, because the numbers begin again in a topic that is
   *     created again
   * @param leaderEpoch of the leader that wrote them; negative when Kafka does not say
   */
  public static String ofPublications(
      String topicId, int partition, int leaderEpoch, String subscriptionId) {
    String epoch = leaderEpoch < 0 ? "" : "/" + leaderEpoch;
    return topicId + "/" + partition + epoch + "/" + subscriptionId;
  }

  /** The source's name for messages of one partition of a queue that were redriven. */
  public static String ofRedriven(String queueId, int partition) {
    return queueId + "/" + partition + "/redriven";
  }

  /** The id of the queue in which the message died; empty when it is a copy of something else. */
  public Optional<String> diedIn() {
    Matcher form = DEAD_LETTERS.matcher(source);
    return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
  }

  /** The source's name for dead letters of one partition of a queue. */
  public static String ofDeadLetters(String queueId, int partition) {
    return queueId + "/" + partition;
  }

  /** Partition of the publication that was copied; empty when something else was copied. */
  public OptionalInt publicationsPartition() {
    Matcher form = PUBLICATIONS.matcher(source);
    return form.matches() ? OptionalInt.of(Integer.parseInt(form.group(1))) : OptionalInt.empty();
  }

  /** What the publisher was told of the publication; empty when something else was copied. */
  public Optional<MessageId> publication() {
    OptionalInt partition = publicationsPartition();
    return partition.isPresent()
        ? Optional.of(new MessageId(partition.getAsInt(), number))
        : Optional.empty();
  }

  /**
   * The subscription for which this process has copied a publication; empty when the record is no
   * such copy. Cheap: trusts that the header is as {@link #addTo} writes it.
   */
  public static Optional<String> subscriptionId(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null) {
      return Optional.empty();
    }
    String text = new String(header.value(), UTF_8);
    int end = text.indexOf(':');
    int begin = text.lastIndexOf('/', end) + 1;
    return end > begin && text.startsWith("subsc-", begin)
        ? Optional.of(text.substring(begin, end))
        : Optional.empty();
  }

  public void addTo(Headers headers) {
    headers.add(HEADER, (source + ":" + number + ":" + previous).getBytes(UTF_8));
  }

  /** Null when the record has no such header, or one that makes no sense. */
  public static CopyHeader in(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length > MAX_LENGTH) {
      return null;
    }
    Matcher form = FORM.matcher(new String(header.value(), UTF_8));
    if (!form.matches()) {
      return null;
    }
    CopyHeader source =
        new CopyHeader(form.group(1), Long.parseLong(form.group(2)), Long.parseLong(form.group(3)));
    return source.previous < source.number ? source : null;
  }

  /** Whether the header is there and makes no sense. */
  public static boolean isGarbage(Headers headers) {
    return headers.lastHeader(HEADER) != null && in(headers) == null;
  }
}
