package io.cmqkafka.catalog;

import io.cmqkafka.queue.MessageId;
import io.cmqkafka.topic.FilterType;
import java.util.Locale;
import java.util.Objects;

/**
 * What the catalog knows of one (CMQ) topic.
 *
 * @param name the topic's name, case kept
 * @param id {@code topic-} and eight lower-case letters or digits; another one for each life of a
 *     name
 * @param maxMsgSize largest body in bytes, 1,024 to 1,048,576
 * @param filterType how its subscriptions choose
 * @param begins where in the publications this life of the name begins: nothing before is of it;
 *     null when that is not known, as of topics of before this was kept
 * @param createTimeMs epoch milliseconds of the creation (log time)
 * @param lastModifyTimeMs epoch milliseconds of the last change of attributes (log time)
 */
public record TopicDefinition(
    String name,
    String id,
    int maxMsgSize,
    FilterType filterType,
    MessageId begins,
    long createTimeMs,
    long lastModifyTimeMs)
    implements CatalogEntry {

  /** What the keys of all topics, and of nothing else, begin with. */
  public static final String KEYS = "topic/";

  /** How long a topic keeps a message for its subscribers, fixed by CMQ, s. */
  public static final int MSG_RETENTION_SECONDS = 86_400;

  public TopicDefinition {
    Objects.requireNonNull(name);
    Objects.requireNonNull(id);
    Objects.requireNonNull(filterType);
    check(maxMsgSize);
  }

  /**
   * Whether a publication is of this life of the name. What was published since it began is, also
   * when its publisher still took the life before for the present one.
   *
   * @param publishedTo the life that its publisher knew; null for the present one
   * @param at where the publication is
   */
  public boolean covers(String publishedTo, MessageId at) {
    return publishedTo == null || publishedTo.equals(id) || isSinceItBegan(at);
  }

  /** Offsets of another partition, which a foreign producer may choose, tell nothing. */
  private boolean isSinceItBegan(MessageId at) {
    return begins != null && at.partition() == begins.partition() && at.offset() >= begins.offset();
  }

  @Override
  public String key() {
    return keyOf(name);
  }

  /** The catalog's key of a topic of this name. */
  public static String keyOf(String name) {
    return KEYS + name.toLowerCase(Locale.ROOT);
  }

  static void check(int maxMsgSize) {
    if (maxMsgSize < 1) {
      throw new IllegalArgumentException("maxMsgSize is " + maxMsgSize);
    }
  }

  TopicDefinition with(int changedMaxMsgSize, long now) {
    return new TopicDefinition(name, id, changedMaxMsgSize, filterType, begins, createTimeMs, now);
  }
}
