package io.cmqkafka.browsing;

import io.cmqkafka.BrowsedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;

/**
 * The first headers of a record. A record may have a MiB of them, or some hundred thousand.
 *
 * @param areWhole whether nothing is left out
 * @param bytes of keys and values
 */
record ShownHeaders(List<BrowsedMessage.Header> headers, boolean areWhole, int bytes) {

  /** The header that goes beyond it is cut, and those behind are left out. */
  static ShownHeaders of(Headers all) {
    List<BrowsedMessage.Header> shown = new ArrayList<>();
    int room = BrowsedMessage.MAX_HEADER_BYTES;
    for (Header header : all) {
      int valueRoom = room - Utils.utf8Length(header.key());
      if (shown.size() == BrowsedMessage.MAX_HEADERS || valueRoom < 0) {
        return new ShownHeaders(shown, false, BrowsedMessage.MAX_HEADER_BYTES - room);
      }
      byte[] value = header.value();
      if (value != null && value.length > valueRoom) {
        shown.add(new BrowsedMessage.Header(header.key(), Arrays.copyOf(value, valueRoom)));
        return new ShownHeaders(shown, false, BrowsedMessage.MAX_HEADER_BYTES);
      }
      shown.add(new BrowsedMessage.Header(header.key(), value));
      room = valueRoom - (value == null ? 0 : value.length);
    }
    return new ShownHeaders(shown, true, BrowsedMessage.MAX_HEADER_BYTES - room);
  }
}
