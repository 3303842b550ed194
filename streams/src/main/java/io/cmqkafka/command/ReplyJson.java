package io.cmqkafka.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cmqkafka.malformed.MalformedRecordException;
import io.cmqkafka.queue.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The text form of a reply on its way to another process: {@code {"request":7,"Done":{}}}. */
final class ReplyJson {
  private static final Map<String, Class<? extends Reply>> TYPES =
      Map.of(
          "Browsed", Reply.Browsed.class,
          "Chosen", Reply.Chosen.class,
          "Granted", Reply.Granted.class,
          "NoMessage", Reply.NoMessage.class,
          "Deleted", Reply.Deleted.class,
          "Counted", Reply.Counted.class,
          "KnownUpTo", Reply.KnownUpTo.class,
          "Done", Reply.Done.class,
          "Stored", Reply.Stored.class,
          "Refused", Reply.Refused.class);

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  record Addressed(long request, Reply reply) {}

  private ReplyJson() {}

  static byte[] encode(long request, Reply reply) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("request", request);
    String type = reply.getClass().getSimpleName();
    // Jackson refuses to guess at records without components, and there is nothing to guess.
    json.set(
        type,
        reply.getClass().getRecordComponents().length == 0
            ? json.objectNode()
            : MAPPER.valueToTree(reply));
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Addressed decode(byte[] value) throws MalformedRecordException {
    try {
      JsonNode json = MAPPER.readTree(value);
      for (Map.Entry<String, Class<? extends Reply>> type : TYPES.entrySet()) {
        JsonNode body = json.get(type.getKey());
        if (body != null && body.isObject() && json.path("request").isIntegralNumber()) {
          return new Addressed(
              longOf(json.get("request")), whole(MAPPER.treeToValue(body, type.getValue())));
        }
      }
      throw new MalformedRecordException("unknown reply");
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new MalformedRecordException("not a reply", e);
    }
  }

  private static long longOf(JsonNode number) throws MalformedRecordException {
    if (!number.canConvertToLong()) {
      throw new MalformedRecordException("number too large");
    }
    return number.longValue();
  }

  private static Reply whole(Reply reply) throws MalformedRecordException {
    if (reply == null || reply instanceof Reply.Refused refused && refused.reason() == null) {
      throw new MalformedRecordException("a reply without what it says");
    }
    return reply;
  }
}
