package io.cmqkafka.facade.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cmqkafka.facade.classic.CmqError;
import io.cmqkafka.facade.classic.CmqException;
import java.util.List;

/** What publications may be labelled with and subscriptions may choose by. */
final class LabelRules {

  /** Most tags of a publication, and most tags or binding keys of a subscription. */
  private static final int MAX_LABELS = 5;

  private static final int MAX_TAG_CHARACTERS = 16;
  private static final int MAX_KEY_BYTES = 64;
  private static final int MAX_DOTS = 15;

  private LabelRules() {}

  /**
   * The tags themselves if there are at most 5 of at most 16 characters, else {@code tooMany} or
   * 10350. Control characters are refused too, since tags become a header of pushes.
   */
  static List<String> tags(String param, List<String> tags, CmqError tooMany) {
    atMost(MAX_LABELS, tags, tooMany);
    for (String tag : tags) {
      if (tag.codePointCount(0, tag.length()) > MAX_TAG_CHARACTERS
          || tag.codePoints().anyMatch(Character::isISOControl)) {
        throw new CmqException(CmqError.OUT_OF_RANGE, param);
      }
    }
    return tags;
  }

  /** The keys themselves if there are at most 5 and each is as {@link #key} wants it. */
  static List<String> bindingKeys(String param, List<String> keys) {
    atMost(MAX_LABELS, keys, CmqError.TOO_MANY_BINDING_KEYS);
    keys.forEach(key -> key(param, key));
    return keys;
  }

  /**
   * The routing or binding key itself if it has at most 64 bytes and 15 dots, else 10350, 10691.
   */
  static String key(String param, String key) {
    if (key.chars().filter(c -> c == '.').count() > MAX_DOTS) {
      throw new CmqException(CmqError.TOO_MANY_DELIMITERS);
    }
    if (key.getBytes(UTF_8).length > MAX_KEY_BYTES) {
      throw new CmqException(CmqError.OUT_OF_RANGE, param);
    }
    return key;
  }

  private static void atMost(int max, List<String> labels, CmqError tooMany) {
    if (labels.size() > max) {
      throw new CmqException(tooMany);
    }
  }
}
