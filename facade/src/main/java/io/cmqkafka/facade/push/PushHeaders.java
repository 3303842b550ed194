package io.cmqkafka.facade.push;

import io.cmqkafka.Publication;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;

/** The headers CMQ puts on a push. */
final class PushHeaders {
  static final String USER_AGENT = "Qcloud Notification Service Agent";
  static final String CONTENT_TYPE = "text/plain";

  private static final String HEX = "0123456789ABCDEF";

  private PushHeaders() {}

  /**
   * @param requestId of this attempt, not negative
   */
  static void add(HttpFields.Mutable headers, Publication publication, long requestId) {
    headers.put("x-cmq-request-id", Long.toString(requestId));
    headers.put("x-cmq-message-id", publication.id().toString());
    headers.put("x-cmq-message-tag", joined(publication.labels().tags()));
  }

  /**
   * Joined as CMQ does it; what is not printable ASCII, and %, is percent-encoded UTF-8, and so is
   * a blank at either end, where a header would lose it.
   */
  static String joined(List<String> tags) {
    StringBuilder value = new StringBuilder();
    byte[] joined = String.join(", ", tags).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < joined.length; i++) {
      byte b = joined[i];
      boolean isLost = b == ' ' && (i == 0 || i == joined.length - 1);
      if (b < ' ' || b > '~' || b == '%' || isLost) {
        value.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      } else {
        value.append((char) b);
      }
    }
    return value.toString();
  }
}
