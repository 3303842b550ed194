package io.cmqkafka.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cmqkafka.body.CopyHeader;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.malformed.Unicode;
import io.cmqkafka.topic.Labels;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of publications and of their copies.
 *
 * <ul>
 *   <li>{@code cmq-tags}: the tags, a JSON array of strings; absent for none
 *   <li>{@code cmq-routing-key}: the routing key; absent for none
 *   <li>{@code cmq-topic-id}: which life of the topic it was published to; on publications only
 *   <li>{@code cmq-catalog-version}: which version of the catalog the publisher had seen; on
 *       publications only
 *   <li>{@code cmq-publish-time}: decimal epoch ms; on copies only, as a publication has it as its
 *       record's timestamp
 *   <li>{@code cmq-leader-epoch}: Kafka's decimal epoch of the leader that wrote the publication;
 *       never in Kafka, only added by the reader
 * </ul>
 */
public final class PublicationHeaders {
  public static final String TAGS = "cmq-tags";
  public static final String ROUTING_KEY = "cmq-routing-key";
  public static final String TOPIC_ID = "cmq-topic-id";
  public static final String CATALOG_VERSION = "cmq-catalog-version";
  public static final String PUBLISH_TIME = "cmq-publish-time";

  /** Older than every version. */
  public static final long NO_VERSION = Long.MIN_VALUE;

  private static final String LEADER_EPOCH = "cmq-leader-epoch";

  /** As many as PublishMessage takes. A look-up costs more with each word. */
  private static final int MAX_ROUTING_KEY_BYTES = 64;

  private static final int MAX_TAGS_BYTES = 1_000;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(com.fasterxml.jackson.databind.MapperFeature.ALLOW_COERCION_OF_SCALARS);

  private PublicationHeaders() {}

  public static Headers of(String topicId, Labels labels, long catalogVersion) {
    RecordHeaders headers = version(catalogVersion);
    add(headers, TOPIC_ID, topicId);
    addLabels(headers, labels);
    return headers;
  }

  /** The headers of a mark: a record that only names a version of the catalog. */
  static RecordHeaders version(long catalogVersion) {
    RecordHeaders headers = new RecordHeaders();
    add(headers, CATALOG_VERSION, Long.toString(catalogVersion));
    return headers;
  }

  public static Headers ofCopy(Labels labels, long publishTimeMs, CopyHeader source) {
    RecordHeaders headers = new RecordHeaders();
    addLabels(headers, labels);
    add(headers, PUBLISH_TIME, Long.toString(publishTimeMs));
    source.addTo(headers);
    return headers;
  }

  /**
   * @throws MalformedRecordException also for labels that are longer than 64 bytes (routing key) or
   *     1,000 bytes (tags)
   */
  public static Labels labels(Headers headers) throws MalformedRecordException {
    String routingKey = text(headers, ROUTING_KEY, MAX_ROUTING_KEY_BYTES);
    return new Labels(
        tags(text(headers, TAGS, MAX_TAGS_BYTES)), routingKey == null ? "" : routingKey);
  }

  /** Null when the header is missing, as in records of other producers. */
  public static String topicId(Headers headers) {
    return text(headers, TOPIC_ID);
  }

  /** {@link #NO_VERSION} when the header is missing. */
  public static long catalogVersion(Headers headers) throws MalformedRecordException {
    return number(headers, CATALOG_VERSION, NO_VERSION);
  }

  /**
   * @param otherwise the value when the header is missing
   */
  public static long publishTimeMs(Headers headers, long otherwise)
      throws MalformedRecordException {
    return number(headers, PUBLISH_TIME, otherwise);
  }

  /** Headers of these names that a producer wrote are removed. */
  public static void noteLeaderEpoch(Headers headers, Optional<Integer> leaderEpoch) {
    headers.remove(LEADER_EPOCH);
    leaderEpoch.ifPresent(
        epoch -> headers.add(LEADER_EPOCH, Integer.toString(epoch).getBytes(UTF_8)));
  }

  /** -1 when Kafka does not say. */
  public static int leaderEpoch(Headers headers) {
    String noted = text(headers, LEADER_EPOCH);
    return noted == null ? -1 : Integer.parseInt(noted);
  }

  private static List<String> tags(String json) throws MalformedRecordException {
    if (json == null) {
      return List.of();
    }
    List<String> tags;
    try {
      tags = List.of(MAPPER.readValue(json, String[].class));
    } catch (JsonProcessingException | NullPointerException e) {
      throw new MalformedRecordException(TAGS + " is no JSON array of strings", e);
    }
    if (!tags.stream().allMatch(Unicode::isWhole)) {
      throw new MalformedRecordException(TAGS + " has a tag that is no text");
    }
    return tags;
  }

  private static long number(Headers headers, String key, long otherwise)
      throws MalformedRecordException {
    String text = text(headers, key);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedRecordException(key + " is no number", e);
    }
  }

  private static void addLabels(RecordHeaders headers, Labels labels) {
    if (!labels.tags().isEmpty()) {
      try {
        add(headers, TAGS, MAPPER.writeValueAsString(labels.tags()));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("strings are always JSON", e);
      }
    }
    if (!labels.routingKey().isEmpty()) {
      add(headers, ROUTING_KEY, labels.routingKey());
    }
  }

  private static void add(RecordHeaders headers, String key, String value) {
    headers.add(key, value.getBytes(UTF_8));
  }

  private static String text(Headers headers, String key, int maxBytes)
      throws MalformedRecordException {
    Header header = headers.lastHeader(key);
    if (header != null && header.value() != null && header.value().length > maxBytes) {
      throw new MalformedRecordException(key + " is too long");
    }
    return text(headers, key);
  }

  private static String text(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }
}
